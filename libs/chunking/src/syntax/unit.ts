import type { ChunkKind } from '../chunk.ts';

/** A range of a text in UTF-16 units, the end exclusive. */
export interface Range {
  start: number;
  end: number;
}

/** A chunk in the making. */
export interface Unit extends Range {
  kind: ChunkKind;
  symbol?: string;
  signature?: string;
  doc?: string;
  imports?: readonly string[];
  /** The beginning of something whose members are units of their own. */
  isHead?: boolean;
  part?: { number: number; of: number };
}
