import { connect } from 'node:net';

/** What a broker says about its cluster. */
export interface BrokerMetadata {
  clusterId: string | null;
  /** `host:port` of every broker that takes part. */
  brokers: string[];
}

const apiKeyMetadata = 3;
const apiVersion = 2; // the first with a cluster id, and still without tagged fields
const correlationId = 1;

/**
 * Asks a broker for its metadata, which it only answers when it serves requests. Rejects when it cannot be reached, answers something else,
 * or does not answer within `timeoutMs`.
 */
export function readBrokerMetadata(address: string, timeoutMs = 3_000): Promise<BrokerMetadata> {
  const { promise, resolve, reject } = Promise.withResolvers<BrokerMetadata>();
  const { hostname, port } = new URL(`kafka://${address}`);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 9092) });
  const timer = setTimeout(() => socket.destroy(new Error(`${address} did not answer within ${timeoutMs} ms`)), timeoutMs);
  let received = Buffer.alloc(0);
  socket.on('connect', () => socket.write(request()));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
    try {
      resolve(parse(received.subarray(4)));
      socket.destroy();
    } catch (error) {
      socket.destroy(new Error(`${address} does not answer as a Kafka broker does`, { cause: error }));
    }
  });
  socket.on('error', reject);
  socket.on('close', () => {
    clearTimeout(timer);
    reject(new Error(`${address} closed the connection without an answer`));
  });
  return promise;
}

function request(): Buffer {
  const frame = Buffer.alloc(18);
  frame.writeInt32BE(frame.length - 4, 0);
  frame.writeInt16BE(apiKeyMetadata, 4);
  frame.writeInt16BE(apiVersion, 6);
  frame.writeInt32BE(correlationId, 8);
  frame.writeInt16BE(-1, 12); // no client id
  frame.writeInt32BE(0, 14); // no topics
  return frame;
}

function parse(body: Buffer): BrokerMetadata {
  let at = 0;
  const int16 = () => body.readInt16BE((at += 2) - 2);
  const int32 = () => body.readInt32BE((at += 4) - 4);
  const text = () => {
    const length = int16();
    return length < 0 ? null : body.toString('utf8', at, (at += length));
  };
  if (int32() !== correlationId) throw new Error('answer to another request');
  const brokers = Array.from({ length: int32() }, () => {
    int32(); // node id
    const address = `${text()}:${int32()}`;
    text(); // rack
    return address;
  });
  return { brokers, clusterId: text() };
}
