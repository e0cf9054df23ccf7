/** What decides where a text lies: vectors of different spaces cannot be compared. */
export interface EmbeddingSpace {
  model: string;
  /** Numbers in a vector. */
  dimension: number;
  /** Put before each text that is to be found. */
  prefix: string;
}

export interface EmbeddingSpec extends EmbeddingSpace {
  /** Put before each text that is looked for. */
  queryPrefix: string;
}

/** A text as a vector of length 1, or why the model does not take it. */
export type Embedded = { vector: Float32Array } | { refused: string };

/** Port: makes vectors of texts. */
export interface Embedder {
  /** As it is configured. */
  readonly spec: EmbeddingSpec;
  /**
   * Vectors of texts that are to be found, in their order; an empty text is refused. Patient: tries again while the server is away or has too
   * much to do. Rejects with `index.embedder-failed`.
   */
  documents(texts: readonly string[], signal?: AbortSignal): Promise<Embedded[]>;
  /** The vector of a text that is looked for, made as `spec` says. One attempt, since somebody waits. Rejects with `index.embedder-failed`. */
  query(text: string, spec?: EmbeddingSpec): Promise<Float32Array>;
}
