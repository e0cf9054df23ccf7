import type { Database } from '@skein/postgres';

/** Whose turn it is to look through everything, among processes that share an index. */
export class Turn {
  #mine: boolean;

  constructor(
    private readonly database: Database,
    kind: 'embedded' | 'qdrant',
  ) {
    this.#mine = kind === 'embedded';
  }

  async isMine(): Promise<boolean> {
    if (this.#mine) return true;
    const onTaken = () => (this.#mine = false);
    this.#mine = (await this.database.holdLock('skein/rag-indexer/embedding', { waitMs: 1, onTaken })) !== undefined;
    return this.#mine;
  }
}
