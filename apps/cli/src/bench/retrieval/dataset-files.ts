import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { wrongValue } from '../../command/wrong-value.ts';
import type { Dataset, DatasetDocument, DatasetQuery, Judgement } from './dataset.ts';

const files = { documents: 'documents.jsonl', queries: 'queries.jsonl', judgements: 'judgements.jsonl' } as const;

export async function readDataset(folder: string): Promise<Dataset> {
  const documents = await rows<DatasetDocument>(join(folder, files.documents), ['id', 'file', 'text']);
  const queries = await rows<DatasetQuery>(join(folder, files.queries), ['id', 'text']);
  const judgements = await rows<Judgement>(join(folder, files.judgements), ['query', 'file']);
  const [known, asked] = [new Set(documents.map(({ file }) => file)), new Set(queries.map(({ id }) => id))];
  const lost = judgements.find(({ query, file }) => !asked.has(query) || !known.has(file));
  if (lost) throw unfit(`${folder}: ${JSON.stringify(lost)} judges a query or a file that is not there`);
  const judged = new Set(judgements.map(({ query }) => query));
  const unjudged = queries.find(({ id }) => !judged.has(id));
  if (unjudged) throw unfit(`${folder}: the query "${unjudged.id}" has no judgement`);
  if (queries.length === 0) throw unfit(`${folder} has no queries`);
  return { name: basename(folder), documents, queries, judgements };
}

export async function writeDataset(folder: string, { documents, queries, judgements }: Dataset): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lines = (all: readonly object[]) => all.map((one) => `${JSON.stringify(one)}\n`).join('');
  await writeFile(join(folder, files.documents), lines(documents));
  await writeFile(join(folder, files.queries), lines(queries));
  await writeFile(join(folder, files.judgements), lines(judgements));
}

async function rows<Row>(file: string, needs: readonly (keyof Row & string)[]): Promise<Row[]> {
  const result: Row[] = [];
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      if (line.trim() === '') continue;
      const row: unknown = JSON.parse(line);
      if (!isRow(row, needs)) throw new Error(`line ${result.length + 1} has not the texts ${needs.join(', ')}`);
      result.push(row as Row);
    }
  } catch (error) {
    throw unfit(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return result;
}

const isRow = (row: unknown, needs: readonly string[]): boolean =>
  typeof row === 'object' && row !== null && needs.every((key) => typeof (row as Record<string, unknown>)[key] === 'string');

const unfit = (what: string) =>
  wrongValue('the data set cannot be read', `${what}.`, 'give a folder that "skein bench dataset" wrote, or one of the same form.');
