/** The answer holds something else than the vectors that were asked for. */
export class WrongAnswer extends Error {}

interface Row {
  index: number;
  embedding: unknown;
}

const isRow = (row: unknown): row is Row => typeof row === 'object' && row !== null && 'index' in row && 'embedding' in row;

/** The vectors of an answer to `POST /embeddings`, in the order of the texts and of length 1. Throws {@link WrongAnswer}. */
export function vectorsOf(answer: unknown, { count, dimension }: { count: number; dimension: number }): Float32Array[] {
  const rows: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'data') : undefined;
  if (!Array.isArray(rows) || !rows.every(isRow)) throw new WrongAnswer('it holds no list of embeddings');
  const vectors = Array.from<Float32Array | undefined>({ length: count });
  for (const { index, embedding } of rows) if (index in vectors) vectors[index] = unitVector(embedding, dimension);
  if (rows.length !== count || vectors.includes(undefined)) throw new WrongAnswer(`it holds ${rows.length} embeddings for ${count} texts`);
  return vectors as Float32Array[];
}

function unitVector(given: unknown, dimension: number): Float32Array {
  if (!Array.isArray(given) || !given.every((number) => typeof number === 'number'))
    throw new WrongAnswer('an embedding is no list of numbers');
  if (given.length !== dimension)
    throw new WrongAnswer(`an embedding has ${given.length} numbers, and EMBEDDER_DIMENSION says ${dimension}`);
  const length = Math.hypot(...given);
  if (!Number.isFinite(length) || length === 0) throw new WrongAnswer('an embedding is zero or not finite');
  return Float32Array.from(given, (number) => number / length);
}
