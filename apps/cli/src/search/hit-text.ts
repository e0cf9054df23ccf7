import type { SearchHit } from '@skein/contracts';
import type { Terminal } from '../output/terminal.ts';

const LINES = 6;
const COLUMNS = 160;

/** A hit for people: what it is, where it is, the lines that say most, and why it was found if that was asked for. */
export function hitText(hit: SearchHit, query: string, terminal: Pick<Terminal, 'markResult'>): string {
  const { title, score, channels, terms, more } = hit;
  const others = more ? `  and ${more} more of it` : '';
  const head = `${terminal.markResult('bold', title)}  ${score.toFixed(3)}${others}`;
  const why = (channels ?? []).map(({ channel, rank, share }) => `${channel} #${rank} (${share.toFixed(4)})`);
  const found = [why.join(', '), (terms ?? []).join(' ')].filter((text) => text !== '').join('; found: ');
  const text = bestLines(hit.text, query).map((line) => `    ${line}`);
  return [
    head,
    `  ${terminal.markResult('cyan', placeOf(hit))}`,
    ...text,
    ...(found === '' ? [] : [`  ${terminal.markResult('dim', found)}`]),
  ].join('\n');
}

function placeOf({ collection, source, document, path, startLine, kind, url }: SearchHit): string {
  const place = path === undefined ? document : `${path}${startLine === undefined ? '' : `:${startLine}`}`;
  const from = source === document ? '' : `  ${source}`;
  return `${place}${from}  ${collection}${kind === undefined ? '' : ` ${kind}`}${url === undefined ? '' : `  ${url}`}`;
}

/** The run of lines with the most words of the query; the first lines when none has any. */
function bestLines(text: string, query: string): string[] {
  const words = new Set(query.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu));
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const counts = lines.map((line) => [...words].filter((word) => line.toLowerCase().includes(word)).length);
  const last = Math.max(0, lines.length - LINES);
  let best = { start: 0, count: -1 };
  for (let start = 0; start <= last; start++) {
    const count = counts.slice(start, start + LINES).reduce((sum, one) => sum + one, 0);
    if (count > best.count) best = { start, count };
  }
  return lines.slice(best.start, best.start + LINES).map((line) => line.slice(0, COLUMNS));
}
