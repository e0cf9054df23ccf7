/** An offset as Kafka's drivers give it, as a number; throws beyond 2^53, which no partition reaches. */
export function offsetOf(text: string): number {
  const offset = Number(text);
  if (!Number.isSafeInteger(offset)) throw new RangeError(`not an offset that a number can hold: ${text}`);
  return offset;
}
