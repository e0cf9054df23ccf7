import type { IndexRun, Skipped } from '../../indexing/index-writer.ts';
import type { SourceDocument } from '../../indexing/source-document.ts';

const MOST_CHUNKS = 400;
const MOST_CHARS = 2_000_000;

/**
 * Gathers documents until a transaction is worth it. One is on its way while the next is gathered: what goes wrong with it is told by the next call, and
 * {@link flush} waits for all.
 */
export class DocumentsInBatches implements AsyncDisposable {
  #documents: SourceDocument[] = [];
  #skipped: Skipped[] = [];
  #chunks = 0;
  #chars = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly run: IndexRun) {}

  async put(document: SourceDocument): Promise<void> {
    this.#documents.push(document);
    this.#chunks += document.chunks.length + 1;
    for (const { text } of document.chunks) this.#chars += text.length;
    if (this.#chunks >= MOST_CHUNKS || this.#chars >= MOST_CHARS) await this.#next();
  }

  async skip(skipped: Skipped): Promise<void> {
    this.#skipped.push(skipped);
    if (this.#skipped.length >= MOST_CHUNKS) await this.#next();
  }

  async flush(): Promise<void> {
    await this.#next();
    await this.#writing;
  }

  /** A run that fails does not end before what it was writing. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#writing]);
  }

  async #next(): Promise<void> {
    const [documents, skipped] = [this.#documents, this.#skipped];
    [this.#documents, this.#skipped, this.#chunks, this.#chars] = [[], [], 0, 0];
    await this.#writing;
    this.#writing = this.#write(documents, skipped);
    this.#writing.catch(() => undefined); // told by the next call, or by flush
  }

  async #write(documents: readonly SourceDocument[], skipped: readonly Skipped[]): Promise<void> {
    if (documents.length > 0) await this.run.put(documents);
    if (skipped.length > 0) await this.run.skip(skipped);
  }
}
