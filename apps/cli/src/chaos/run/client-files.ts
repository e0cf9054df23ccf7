import { readFile } from 'node:fs/promises';
import type { ClientEntry } from '../load/client-entry.ts';

/** What clients wrote down. Clients are not killed, so that every line is whole. */
export async function readClientFiles(files: readonly string[]): Promise<ClientEntry[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as ClientEntry),
  );
}

/** Answers by what they say: `applied`, `failed command.outcome-unknown`. Sends without any are `no answer`. */
export function countAnswers(entries: readonly ClientEntry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (name: string, by = 1) => (counts[name] = (counts[name] ?? 0) + by);
  for (const entry of entries) {
    if (entry.kind === 'sent') count('no answer');
    else {
      count('no answer', -1);
      count(entry.status === 'failed' ? `failed ${entry.code}` : entry.status);
    }
  }
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}
