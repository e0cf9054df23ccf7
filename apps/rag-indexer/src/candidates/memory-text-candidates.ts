import type { ChunkPlace } from '../storage/chunk.ts';
import { SignatureTable } from './signature-table.ts';
import { TextCandidates, type Candidates, type Wanted } from './text-candidates.ts';

/** In this process, from signatures; beside the embedded index. Tenants have tables of their own. */
export class MemoryTextCandidates extends TextCandidates {
  readonly follows = true;
  readonly #tables = new Map<string, SignatureTable>();

  put(place: ChunkPlace, id: string, signature: Uint8Array): void {
    const table = this.#tables.get(keyOf(place)) ?? new SignatureTable();
    table.put(id, signature);
    this.#tables.set(keyOf(place), table);
  }

  delete(place: ChunkPlace, ids: readonly string[]): void {
    const table = this.#tables.get(keyOf(place));
    for (const id of ids) table?.delete(id);
  }

  clear(): void {
    this.#tables.clear();
  }

  async find(place: ChunkPlace, texts: readonly string[], { preferred, limit, within = {} }: Wanted): Promise<Candidates> {
    const matching = this.#tables.get(keyOf(place))?.matching(texts);
    if (!matching) return { ids: [], cut: false };
    const ids = new Set(preferred.filter((id) => matching.has(id)));
    for (const id of matching.ids()) {
      if (ids.size > limit) break;
      if (within.passes?.(id) ?? true) ids.add(id);
    }
    return { ids: [...ids].slice(0, limit), cut: ids.size > limit };
  }
}

const keyOf = ({ tenant, collection }: ChunkPlace): string => `${collection}/${tenant}`;
