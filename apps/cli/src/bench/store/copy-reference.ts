import type { Database } from '@skein/postgres';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

export interface CopyFigures {
  rows: number;
  seconds: number;
  rowsPerSecond: number;
}

/**
 * How fast Postgres itself takes the very rows that the store has into an equal table with equal indexes: sent by a client as text, as `\copy` of psql
 * does, and read by the server from a binary file of its own.
 */
export async function copyReference(database: Database): Promise<{ copy: CopyFigures; copyOfFile: CopyFigures }> {
  const copy = await timed(database, 'text', (file) =>
    database.copyIn('copy copy_reference.records from stdin', createReadStream(file, { highWaterMark: 65_536 })),
  );
  const copyOfFile = await timed(database, 'binary', (file) =>
    database.execute(`copy copy_reference.records from '${file}' (format binary)`),
  );
  return { copy, copyOfFile };
}

async function timed(database: Database, format: 'text' | 'binary', take: (file: string) => Promise<number>): Promise<CopyFigures> {
  // In the folder for temporary files, since the server process must be able to write and read it.
  const file = join(tmpdir(), `skein-copy-${randomUUID()}`);
  try {
    await database.execute(`copy event_store.records to '${file}' (format ${format})`);
    await database.execute('create schema copy_reference');
    await database.execute('create table copy_reference.records (like event_store.records including all)');
    await database.execute('checkpoint');
    const begun = performance.now();
    const rows = await take(file);
    const seconds = (performance.now() - begun) / 1000;
    await database.execute('drop schema copy_reference cascade');
    return { rows, seconds, rowsPerSecond: Math.round(rows / seconds) };
  } finally {
    await rm(file, { force: true });
  }
}
