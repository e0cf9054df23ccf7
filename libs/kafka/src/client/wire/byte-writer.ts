/** Writes Kafka's primitive types (https://kafka.apache.org/protocol#protocol_types) into one buffer, whose size is known before. */
export class ByteWriter {
  readonly bytes: Buffer;
  at = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  int8(value: number): void {
    this.at = this.bytes.writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  /** Zigzag, 7 bits in a byte, lowest first. */
  varint(value: number): void {
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest > 0x7f) {
      this.bytes[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  string(text: string | null): void {
    if (text === null) return this.int16(-1);
    this.int16(Buffer.byteLength(text));
    this.text(text);
  }

  /** A length, as a varint, and so many bytes; -1 for nothing. */
  varbytes(value: Bytes, length: number): void {
    this.varint(length);
    if (typeof value === 'string') this.text(value);
    else if (value) this.at += value.copy(this.bytes, this.at);
  }

  private text(text: string): void {
    this.at += this.bytes.write(text, this.at);
  }
}

export type Bytes = string | Buffer | null | undefined;

export const lengthOf = (value: Bytes): number => (value === null || value === undefined ? -1 : Buffer.byteLength(value));

export function sizeOfVarint(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  return zigzag === 0 ? 1 : Math.ceil((32 - Math.clz32(zigzag)) / 7);
}
