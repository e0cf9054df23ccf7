import type { StoredEvent } from '@skein/contracts';
import { timelineText } from '@skein/domain';

export const exportFormats = ['json', 'ndjson', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
};

type Pages = AsyncIterable<readonly StoredEvent[]>;

/** A field of RFC 4180. One that a spreadsheet would take for a formula begins with an apostrophe. */
const csvField = (value: string | number): string => {
  const text = typeof value === 'number' ? String(value) : value.replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const csvLine = ({ version, time, type, actor, commandId, id, data }: StoredEvent): string =>
  [version, time, type, actor, timelineText({ type, data }), commandId, id, JSON.stringify(data)].map(csvField).join(',');

async function* json(pages: Pages): AsyncGenerator<string> {
  let before = '[\n';
  for await (const events of pages) {
    for (const event of events) {
      yield before + JSON.stringify(event);
      before = ',\n';
    }
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

async function* ndjson(pages: Pages): AsyncGenerator<string> {
  for await (const events of pages) yield events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

async function* csv(pages: Pages): AsyncGenerator<string> {
  yield 'version,time,type,actor,text,commandId,id,data\r\n';
  for await (const events of pages) yield events.map((event) => `${csvLine(event)}\r\n`).join('');
}

/** A workflow's history as a file, made while it is sent. */
export const exportLines: Readonly<Record<ExportFormat, (pages: Pages) => AsyncGenerator<string>>> = { json, ndjson, csv };
