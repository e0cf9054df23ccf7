import type { IndexRun, Skipped } from '../../indexing/index-writer.ts';
import type { SourceDocument } from '../../indexing/source-document.ts';

const MOST_CHUNKS = 400;
const MOST_CHARS = 2_000_000;

/** Gathers documents until a transaction is worth it. */
export class DocumentsInBatches {
  #documents: SourceDocument[] = [];
  #skipped: Skipped[] = [];
  #chunks = 0;
  #chars = 0;

  constructor(private readonly run: IndexRun) {}

  async put(document: SourceDocument): Promise<void> {
    this.#documents.push(document);
    this.#chunks += document.chunks.length + 1;
    for (const { text } of document.chunks) this.#chars += text.length;
    if (this.#chunks >= MOST_CHUNKS || this.#chars >= MOST_CHARS) await this.flush();
  }

  async skip(skipped: Skipped): Promise<void> {
    this.#skipped.push(skipped);
    if (this.#skipped.length >= MOST_CHUNKS) await this.flush();
  }

  async flush(): Promise<void> {
    const [documents, skipped] = [this.#documents, this.#skipped];
    [this.#documents, this.#skipped, this.#chunks, this.#chars] = [[], [], 0, 0];
    if (documents.length > 0) await this.run.put(documents);
    if (skipped.length > 0) await this.run.skip(skipped);
  }
}
