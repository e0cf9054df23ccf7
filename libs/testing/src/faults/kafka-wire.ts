import type { Unit, Wire } from './wire.ts';

/** `host:port`, taken apart. */
export interface Address {
  host: string;
  port: number;
}

/** Kafka's requests that matter to a fault, by the number in their first bytes. */
const names: Readonly<Record<number, string>> = {
  0: 'produce',
  1: 'fetch',
  2: 'list-offsets',
  3: 'metadata',
  8: 'commit',
  9: 'committed',
  10: 'coordinator',
  11: 'join',
  12: 'heartbeat',
  13: 'leave',
  14: 'sync',
  22: 'producer-id',
};
const namesBrokers = new Set(['metadata', 'coordinator']);

/**
 * Cuts a conversation with a broker into its requests and answers, and names them. A client connects to the brokers that an answer names:
 * where it names `broker`, it is made to name `shown`, so that every later connection leads through the proxy as well.
 */
export function kafkaWire(broker: Address, shown: Address): Wire {
  const asked = new Map<number, string>();
  const [requests, answers] = [new Frames(), new Frames()];
  return {
    request: (chunk) =>
      requests.add(chunk).map((bytes) => {
        const name = names[bytes.readInt16BE(4)] ?? 'other';
        asked.set(bytes.readInt32BE(8), name);
        return { bytes, name };
      }),
    answer: (chunk) =>
      answers.add(chunk).map((bytes): Unit => {
        const correlation = bytes.readInt32BE(4);
        const name = asked.get(correlation) ?? 'other';
        asked.delete(correlation);
        return { bytes: namesBrokers.has(name) ? renamed(bytes, broker, shown) : bytes, name };
      }),
  };
}

/** Messages that begin with their own length. */
class Frames {
  #pieces: Buffer[] = [];
  #bytes = 0;
  #wanted = 4;

  add(chunk: Buffer): Buffer[] {
    this.#pieces.push(chunk);
    this.#bytes += chunk.length;
    const frames: Buffer[] = [];
    while (this.#bytes >= this.#wanted) {
      // Put together only when there is enough: a large message comes in very many pieces.
      const rest = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
      const end = 4 + rest.readInt32BE(0);
      const whole = rest.length >= end;
      if (whole) frames.push(rest.subarray(0, end));
      const left = whole ? rest.subarray(end) : rest;
      this.#pieces = [left];
      this.#bytes = left.length;
      this.#wanted = whole ? 4 : end;
    }
    return frames;
  }
}

/** In the versions that kafkajs speaks an address is always the length of the host in two bytes, the host, and the port in four. */
function encoded({ host, port }: Address): Buffer {
  const bytes = Buffer.alloc(2 + host.length + 4);
  bytes.writeInt16BE(host.length, 0);
  bytes.write(host, 2, 'latin1');
  bytes.writeInt32BE(port, 2 + host.length);
  return bytes;
}

function renamed(frame: Buffer, broker: Address, shown: Address): Buffer {
  const [from, to] = [encoded(broker), encoded(shown)];
  const at = frame.indexOf(from);
  if (at < 0) return frame;
  const changed = Buffer.concat([frame.subarray(0, at), to, frame.subarray(at + from.length)]);
  changed.writeInt32BE(changed.length - 4, 0);
  return renamed(changed, broker, shown);
}
