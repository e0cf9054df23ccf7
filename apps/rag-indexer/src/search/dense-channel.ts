import { SkeinError } from '@skein/contracts';
import type { Coverage } from '../embedding/coverage.ts';
import { contentOfText, embeddable, specText } from '../embedding/embedding-space.ts';
import type { EmbeddingSetup } from '../embedding/embedding-setup.ts';
import type { Embeddings } from '../embedding/embeddings.ts';
import type { Pin } from '../embedding/pin.ts';
import type { VectorIndex } from '@skein/vector-index';
import { byScoreThenId, type ChannelHit } from '@skein/retrieval';
import type { Chunk } from '../storage/chunk.ts';
import { foundIn, type Asked, type ChannelRun } from './channel-run.ts';

const CHANNEL = 'dense';

/** `undefined`: no embedder is configured, or what it finds counts nothing. */
export const denseChannelOf = ({ embeddings, coverage }: EmbeddingSetup, index: VectorIndex, weight: number): DenseChannel | undefined =>
  embeddings && coverage && weight > 0 ? new DenseChannel(embeddings, coverage, index, weight) : undefined;

/** Finds by meaning, as far as chunks are embedded; when it cannot, it says why, and the other channels answer. */
export class DenseChannel {
  constructor(
    private readonly embeddings: Embeddings,
    private readonly coverage: Coverage,
    private readonly index: VectorIndex,
    /** How much it counts beside the other channels; `body` counts 1. */
    private readonly weight: number,
  ) {}

  /**
   * Asks for a text, or for what is like a chunk. No run: there is nothing that could be embedded.
   * Rejects with `index.embedding-mismatch` when a collection has vectors of another kind than is configured.
   */
  async run({ text, like }: { text: string; like?: Chunk }, asked: Asked): Promise<ChannelRun[]> {
    const started = performance.now();
    const { tenant } = asked.scope;
    const question = like ? like.text : text;
    if (embeddable(question) === undefined) return [];
    const pins = await this.#pins(asked);
    const run = async (): Promise<Pick<ChannelRun, 'hits' | 'skipped'>> => {
      try {
        return { hits: await this.#hits(pins, { text, like }, asked) };
      } catch (error) {
        if (error instanceof SkeinError && error.code === 'index.embedder-failed') return { hits: [], skipped: error.message };
        throw error;
      }
    };
    const [found, covers] = await Promise.all([run(), this.coverage.of(tenant, asked.collections)]);
    return [{ channel: CHANNEL, weight: this.weight, covers, ...found, ms: performance.now() - started }];
  }

  async #pins({ scope, collections }: Asked): Promise<Pin[]> {
    const pins = (await this.embeddings.pins.all(scope.tenant)).filter(({ collection }) => collections.includes(collection));
    const searched = pins.filter((pin) => pin.searched);
    const renewed = new Set(pins.filter((pin) => !pin.searched && this.embeddings.isConfigured(pin)).map(({ collection }) => collection));
    const wrong = searched.find((pin) => !this.embeddings.isConfigured(pin) && !renewed.has(pin.collection));
    if (wrong) throw mismatch(wrong, this.embeddings);
    return searched;
  }

  async #hits(pins: readonly Pin[], question: { text: string; like?: Chunk }, asked: Asked): Promise<ChannelRun['hits']> {
    const vectors = new Map<string, Promise<Float32Array>>();
    const found = pins.map(async (pin) => {
      const kind = specText(pin.spec);
      const vector = vectors.get(kind) ?? this.#vector(pin, question);
      vectors.set(kind, vector);
      return this.#search(pin, await vector, asked);
    });
    return (await Promise.all(found)).flat().sort(byScoreThenId).slice(0, asked.depth);
  }

  #vector({ space, tenant, spec }: Pin, { text, like }: { text: string; like?: Chunk }): Promise<Float32Array> {
    return like ? this.#known(tenant, space, like) : this.embeddings.embedder.query(text, spec);
  }

  async #known(tenant: string, space: string, { text }: Chunk): Promise<Float32Array> {
    const content = contentOfText(text)!;
    const bytes = (await this.embeddings.vectors.find(tenant, space, [content])).get(content);
    if (bytes) return new Float32Array(Uint8Array.from(bytes).buffer);
    throw new SkeinError('index.embedder-failed', 'The chunk that others are to be like has no vector yet.');
  }

  /** A generation that is gone was taken the place of a moment ago. */
  async #search(pin: Pin, dense: Float32Array, asked: Asked): Promise<ChannelHit[]> {
    const ask = async (generation: string | null) => {
      const place = this.index.collection(pin.collection, asked.scope, generation ?? undefined);
      return generation === null ? [] : foundIn(pin.collection, place, { dense }, asked);
    };
    const hits = await ask(pin.generation);
    if (hits.length > 0) return hits;
    const now = await this.embeddings.searchedIn(pin);
    return !now || now.generation === pin.generation || now.space !== pin.space ? [] : ask(now.generation);
  }
}

function mismatch({ collection, spec, space }: Pin, { spec: configured }: Embeddings): SkeinError {
  const text =
    `${collection} holds vectors of ${specText(spec)}, and ${specText(configured)} is configured: they cannot be compared. ` +
    'Run "skein index rebuild --embed" to have new vectors made beside them, or configure what they were made with.';
  return new SkeinError('index.embedding-mismatch', text, { collection, space, model: spec.model, dimension: spec.dimension });
}
