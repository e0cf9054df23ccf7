import { connect } from 'node:net';

const correlationId = 1;

/**
 * Sends one request of Kafka's protocol, in a version without tagged fields, and answers the body of the response. Rejects when the broker
 * cannot be reached, answers something else, or does not answer within `timeoutMs`.
 */
export function askBroker(address: string, request: { apiKey: number; version: number; body: Buffer }, timeoutMs = 3_000): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const { hostname, port } = new URL(`kafka://${address}`);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 9092) });
  const timer = setTimeout(() => socket.destroy(new Error(`${address} did not answer within ${timeoutMs} ms`)), timeoutMs);
  let received = Buffer.alloc(0);
  socket.on('connect', () => socket.write(Buffer.concat([headOf(request), request.body])));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 8) return;
    const wrong = received.readInt32BE(4) !== correlationId;
    if (!wrong && received.length < 4 + received.readInt32BE(0)) return;
    if (!wrong) resolve(received.subarray(8));
    socket.destroy(wrong ? new Error(`${address} does not answer as a Kafka broker does`) : undefined);
  });
  socket.on('error', reject);
  socket.on('close', () => {
    clearTimeout(timer);
    reject(new Error(`${address} closed the connection without an answer`));
  });
  return promise;
}

function headOf({ apiKey, version, body }: { apiKey: number; version: number; body: Buffer }): Buffer {
  const head = Buffer.alloc(14);
  head.writeInt32BE(head.length - 4 + body.length, 0);
  head.writeInt16BE(apiKey, 4);
  head.writeInt16BE(version, 6);
  head.writeInt32BE(correlationId, 8);
  head.writeInt16BE(-1, 12); // no client id
  return head;
}
