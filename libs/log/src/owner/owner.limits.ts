export interface OwnerLimits {
  /** Commands in one batch. */
  group: number;
  /** Encoded bytes in one batch. */
  bytes: number;
  /** Commands per lookup. */
  lookup: number;
  /** Records that are final but not stored: beyond it nothing is decided. */
  unstored: number;
  /** Streams kept in memory. */
  streams: number;
  /** Command ids that are remembered as decided, at least; older ones are looked up. */
  ids: number;
  /** Sendings of one batch before the unit is thrown away. */
  attempts: number;
}

export const defaultOwnerLimits: OwnerLimits = {
  group: 500,
  bytes: 4 * 1024 * 1024,
  lookup: 500,
  unstored: 20_000,
  streams: 20_000,
  ids: 16_384,
  attempts: 3,
};
