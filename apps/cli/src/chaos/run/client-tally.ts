import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { ClientEntry } from '../load/client-entry.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Counts what clients write down while they write it: each byte of their files is read once. */
export class ClientTally {
  sent = 0;
  /** By what they say: `applied`, `failed command.outcome-unknown`. */
  readonly answers = new Map<string, number>();
  readonly #read = new Map<string, { at: number; rest: Buffer }>();

  /** Reads on in each of these files. */
  readOn(files: readonly string[]): void {
    for (const file of files) this.#readOn(file);
  }

  #readOn(file: string): void {
    const end = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const { at, rest } = this.#read.get(file) ?? { at: 0, rest: Buffer.alloc(0) };
    if (end <= at) return;
    const bytes = Buffer.alloc(Math.min(end - at, CHUNK_BYTES));
    const handle = openSync(file, 'r');
    const count = readSync(handle, bytes, 0, bytes.length, at);
    closeSync(handle);
    const text = Buffer.concat([rest, bytes.subarray(0, count)]);
    const whole = text.lastIndexOf('\n') + 1;
    for (const line of text.toString('utf8', 0, whole).split('\n')) if (line !== '') this.#count(JSON.parse(line) as ClientEntry);
    this.#read.set(file, { at: at + count, rest: text.subarray(whole) });
  }

  #count(entry: ClientEntry): void {
    if (entry.kind === 'sent') {
      this.sent += 1;
      return;
    }
    const name = entry.status === 'failed' ? `failed ${entry.code}` : entry.status;
    this.answers.set(name, (this.answers.get(name) ?? 0) + 1);
  }
}
