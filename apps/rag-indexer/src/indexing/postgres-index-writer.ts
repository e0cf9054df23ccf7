import { randomUUID } from 'node:crypto';
import { IndexWriter, type IndexRun, type SourceRef } from './index-writer.ts';
import { PostgresRun, type RunParts } from './postgres-run.ts';
import { noCounts } from './run-counts.ts';

/** Sources write into the indexer's tables; the index follows. */
export class PostgresIndexWriter extends IndexWriter {
  constructor(private readonly parts: RunParts) {
    super();
  }

  async begin(source: SourceRef, { expected }: { expected?: number } = {}): Promise<IndexRun> {
    const id = randomUUID();
    const cursor = await this.parts.runs.begin({ id, counts: noCounts(), expected }, source);
    return new PostgresRun(this.parts, source, id, cursor);
  }
}
