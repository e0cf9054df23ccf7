/** Why a batch was refused for certain: nothing of it is in the log, and sending it again changes nothing. */
export type RefusalReason = 'too-large' | 'invalid' | 'unauthorised';

/**
 * What became of one batch.
 * - `appended`: the whole batch is in the log from `baseOffset` on, acknowledged by all in-sync replicas.
 * - `refused`: nothing of it is in the log.
 * - `not-sent`: nothing left this process (the producer was discarded, or the partition had a batch in flight).
 * - `doubt`: it may or may not be in the log, now or a little later. The producer is discarded.
 */
export type ProduceResult =
  | { kind: 'appended'; baseOffset: number }
  | { kind: 'refused'; why: RefusalReason; detail: string }
  | { kind: 'not-sent'; why: string }
  | { kind: 'doubt'; why: string };

const refusals: Readonly<Record<number, readonly [RefusalReason, string]>> = {
  10: ['too-large', 'MESSAGE_TOO_LARGE'],
  18: ['too-large', 'RECORD_LIST_TOO_LARGE'],
  29: ['unauthorised', 'TOPIC_AUTHORIZATION_FAILED'],
  31: ['unauthorised', 'CLUSTER_AUTHORIZATION_FAILED'],
  32: ['invalid', 'INVALID_TIMESTAMP'],
  43: ['invalid', 'UNSUPPORTED_FOR_MESSAGE_FORMAT'],
  44: ['invalid', 'POLICY_VIOLATION'],
  87: ['invalid', 'INVALID_RECORD'],
};

/** Reads a partition's part of a produce answer; every error that is not certainly a refusal is doubt. */
export function resultOf(errorCode: number, baseOffset: string | undefined): ProduceResult {
  const refusal = refusals[errorCode];
  if (refusal) return { kind: 'refused', why: refusal[0], detail: refusal[1] };
  if (errorCode !== 0) return { kind: 'doubt', why: `the broker answered with error ${errorCode}` };
  const offset = Number(baseOffset);
  // A repeat that the broker no longer remembers is acknowledged with offset -1.
  if (!Number.isSafeInteger(offset) || offset < 0) return { kind: 'doubt', why: `the broker answered with offset ${baseOffset}` };
  return { kind: 'appended', baseOffset: offset };
}
