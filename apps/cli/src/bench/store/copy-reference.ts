import type { Database } from '@skein/postgres';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

/** How fast Postgres itself takes the very rows that the store has: COPY from a file into an equal table with equal indexes. */
export async function copyReference(database: Database): Promise<{ rows: number; seconds: number; rowsPerSecond: number }> {
  // In the folder for temporary files, since the server process must be able to write and read it.
  const file = join(tmpdir(), `skein-copy-${randomUUID()}`);
  try {
    await database.execute(`copy event_store.records to '${file}' (format binary)`);
    await database.execute('create schema copy_reference');
    await database.execute('create table copy_reference.records (like event_store.records including all)');
    await database.execute('checkpoint');
    const begun = performance.now();
    const rows = await database.execute(`copy copy_reference.records from '${file}' (format binary)`);
    const seconds = (performance.now() - begun) / 1000;
    await database.execute('drop schema copy_reference cascade');
    return { rows, seconds, rowsPerSecond: Math.round(rows / seconds) };
  } finally {
    await rm(file, { force: true });
  }
}
