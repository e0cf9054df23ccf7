import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { Git } from './git.ts';

/** Reads the contents of blobs, one after the other, through one `git cat-file`. */
export class BlobReader implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #output: AsyncIterator<Buffer>;
  readonly #closed: Promise<unknown>;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(git: Git) {
    this.#child = git.start(['cat-file', '--batch']);
    this.#closed = once(this.#child, 'close');
    this.#closed.catch(() => undefined); // the output ends then, and whoever reads it is told
    this.#child.on('error', () => undefined);
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.resume();
    this.#output = (this.#child.stdout as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** `undefined` when the repository lacks it, as partial clones do. */
  async read(blob: string): Promise<Buffer | undefined> {
    this.#child.stdin.write(`${blob}\n`);
    let end = this.#bytes.indexOf(0x0a);
    while (end < 0) {
      await this.#more();
      end = this.#bytes.indexOf(0x0a);
    }
    const [, kind, length] = this.#bytes.subarray(0, end).toString('latin1').split(' ');
    if (kind !== 'blob') {
      this.#bytes = this.#bytes.subarray(end + 1);
      return undefined;
    }
    const last = end + 1 + Number(length);
    const pieces = [this.#bytes];
    for (let have = this.#bytes.length; have <= last;) have += await this.#more(pieces);
    this.#bytes = Buffer.concat(pieces);
    const content = this.#bytes.subarray(end + 1, last);
    this.#bytes = this.#bytes.subarray(last + 1);
    return content;
  }

  async #more(into?: Buffer[]): Promise<number> {
    const { value, done } = await this.#output.next();
    if (done) throw new Error('git cat-file ended before it was asked to');
    const piece = value as Buffer;
    if (into) into.push(piece);
    else this.#bytes = Buffer.concat([this.#bytes, piece]);
    return piece.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end();
    await this.#closed.catch(() => undefined); // stopped by its signal: nothing is left to read
  }
}
