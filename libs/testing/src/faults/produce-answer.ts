// One partition of a produce answer as of version 5: index, error, base offset, append time, log start.
const PARTITION_BYTES = 4 + 2 + 8 + 8 + 8;

/**
 * A produce answer (versions 5 to 7) without its last partition, as a broker sends it whose leadership has moved in mid-request; `undefined`
 * when it names only one, which would make it an answer to nothing.
 */
export function withoutLastPartition(frame: Buffer): Buffer | undefined {
  let at = 8;
  const topics = frame.readInt32BE(at);
  at += 4;
  for (let topic = 1; ; topic++) {
    at += 2 + frame.readInt16BE(at);
    const partitions = frame.readInt32BE(at);
    const end = at + 4 + partitions * PARTITION_BYTES;
    if (topic < topics) {
      at = end;
      continue;
    }
    if (partitions < 2) return undefined;
    const shorter = Buffer.concat([frame.subarray(0, end - PARTITION_BYTES), frame.subarray(end)]);
    shorter.writeInt32BE(shorter.length - 4, 0);
    shorter.writeInt32BE(partitions - 1, at);
    return shorter;
  }
}
