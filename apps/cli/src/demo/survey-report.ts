import type { Files } from './read-files.ts';
import type { History, NoHistory } from './read-history.ts';

/** The report of a survey, in Markdown. */
export function surveyReport(name: string, history: History | NoHistory, files: Files): string {
  return `${[`# Survey of ${name}`, ...aboutFiles(files), ...aboutHistory(history)].join('\n')}\n`;
}

function aboutFiles({ files, lines, bytes, byEnding, largest, readme, skipped }: Files): string[] {
  return [
    '',
    ...(readme ? ['## What it says of itself', '', ...readme.split('\n').map((line) => `> ${line}`), ''] : []),
    '## What is there',
    '',
    `${files} text files with ${lines} lines (${Math.round(bytes / 1024)} KiB).`,
    '',
    '| ending | files | lines |',
    '|---|---:|---:|',
    ...byEnding.map((row) => `| ${row.ending} | ${row.files} | ${row.lines} |`),
    '',
    'Largest files:',
    '',
    ...largest.map(({ path, lines: count }) => `- \`${path}\` (${count} lines)`),
    ...(skipped.length > 0 ? ['', `Not read: ${skipped.map((one) => `${one.files} ${one.reason}`).join(', ')}.`] : []),
  ];
}

function aboutHistory(history: History | NoHistory): string[] {
  if (history.kind === 'no-history') return ['', '## How it came about', '', `There is no history to read: ${history.why}.`];
  const { commits, authors, firstCommit, lastCommit, byMonth, hotFiles, newestSubjects } = history;
  return [
    '',
    '## How it came about',
    '',
    `${commits} commits by ${authors} ${authors === 1 ? 'author' : 'authors'}, from ${firstCommit.slice(0, 10)} to ${lastCommit.slice(0, 10)}.`,
    '',
    '| month | commits |',
    '|---|---:|',
    ...Object.entries(byMonth).map(([month, count]) => `| ${month} | ${count} |`),
    '',
    'Files that changed most often:',
    '',
    ...hotFiles.map(({ path, changes }) => `- \`${path}\` (${changes})`),
    '',
    'Newest commits:',
    '',
    ...newestSubjects.map((subject) => `- ${subject}`),
  ];
}
