import type { Collection } from '@skein/contracts';
import type { Embeddings } from './embeddings.ts';
import type { Covered } from './vectors.repository.ts';

const FRESH_MS = 1_000;
/** Another process may have written. */
const OLD_MS = 60_000;

interface Known {
  at: number;
  changes: number;
  counts: Covered[];
}

/** How many chunks the dense channel can find, as it was a moment ago: counting takes longer than searching, and nobody waits for it twice. */
export class Coverage {
  readonly #known = new Map<string, Known>();

  constructor(private readonly embeddings: Embeddings) {}

  async of(tenant: string, collections: readonly Collection[]): Promise<{ chunks: number; of: number }> {
    const counts = (await this.counts(tenant)).filter(({ searched, collection }) => searched && collections.includes(collection));
    return { chunks: sum(counts.map(({ embedded }) => embedded)), of: sum(counts.map(({ chunks }) => chunks)) };
  }

  async counts(tenant: string): Promise<Covered[]> {
    const known = this.#known.get(tenant);
    if (!known) return this.#count(tenant);
    const isChanged = known.changes !== this.embeddings.changes;
    if (performance.now() - known.at > (isChanged ? FRESH_MS : OLD_MS)) {
      // Whoever comes first has it counted again, and takes what is known.
      known.at = performance.now();
      void this.#count(tenant).catch(() => this.#known.delete(tenant)); // the next one counts, and hears why it cannot
    }
    return known.counts;
  }

  async #count(tenant: string): Promise<Covered[]> {
    const { changes } = this.embeddings;
    const counts = await this.embeddings.vectors.covered(tenant);
    this.#known.set(tenant, { at: performance.now(), changes, counts });
    return counts;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
