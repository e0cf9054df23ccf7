/** The smallest part of a conversation that a fault can meet. */
export interface Unit {
  bytes: Buffer;
  /** What it is, where the wire can tell: for Kafka the name of the request that it is or answers. */
  name: string;
}

/** How the bytes of one connection are cut into units, each way; a wire keeps what it has not a whole unit of yet. */
export interface Wire {
  request(chunk: Buffer): Unit[];
  answer(chunk: Buffer): Unit[];
}

/** Every piece as it comes: for a protocol that need not be understood. */
export const plainWire = (): Wire => {
  const whole = (bytes: Buffer): Unit[] => [{ bytes, name: 'bytes' }];
  return { request: whole, answer: whole };
};
