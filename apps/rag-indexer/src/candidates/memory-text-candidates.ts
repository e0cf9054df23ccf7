import type { ChunkPlace } from '../storage/chunk.ts';
import { SignatureTable, type Signed } from './signature-table.ts';
import { TextCandidates, type Candidates, type Renewal, type Wanted } from './text-candidates.ts';

type Tables = Map<string, SignatureTable>;

/** In this process, from signatures; beside the embedded index. Tenants have tables of their own. */
export class MemoryTextCandidates extends TextCandidates {
  readonly follows = true;
  #tables: Tables = new Map();

  put(place: ChunkPlace, signed: readonly Signed[]): void {
    putInto(this.#tables, place, signed);
  }

  delete(place: ChunkPlace, ids: readonly string[]): void {
    const table = this.#tables.get(keyOf(place));
    for (const id of ids) table?.delete(id);
  }

  renewal(tenant?: string): Renewal {
    const tables: Tables = new Map();
    return {
      put: (place, signed) => putInto(tables, place, signed),
      activate: () => {
        const others = [...this.#tables].filter(([key]) => tenant !== undefined && !key.endsWith(`/${tenant}`));
        this.#tables = new Map([...others, ...tables]);
      },
    };
  }

  async find(place: ChunkPlace, texts: readonly string[], { preferred, limit, within = {} }: Wanted): Promise<Candidates> {
    const matching = this.#tables.get(keyOf(place))?.matching(texts);
    if (!matching) return { ids: [], cut: false };
    const ids = new Set(matching.preferred(preferred));
    if (ids.size <= limit) {
      matching.visit((id, place) => {
        if (within.passes?.(id, place) ?? true) ids.add(id);
        return ids.size <= limit;
      });
    }
    return { ids: [...ids].slice(0, limit), cut: ids.size > limit };
  }
}

const keyOf = ({ tenant, collection }: ChunkPlace): string => `${collection}/${tenant}`;

function putInto(tables: Tables, place: ChunkPlace, signed: readonly Signed[]): void {
  const table = tables.get(keyOf(place)) ?? new SignatureTable();
  table.putAll(signed);
  tables.set(keyOf(place), table);
}
