import { createRequire } from 'node:module';
import { fetchInSessions } from './wire/fetch-in-sessions.ts';
import { decodeFetch } from './wire/fetch-response.ts';
import { groupMessages } from './wire/group-messages.ts';
import { encodeProduce, isPlain, type ProduceRequest } from './wire/produce-request.ts';
import { workerQueue } from './wire/worker-queue.ts';

const require = createRequire(import.meta.url);

interface Queue {
  pending: unknown[];
  inflight: Map<number, { sentAt: number; requestTimeout: number; timeoutRequest(): void }>;
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  requestTimeoutIntervalId: NodeJS.Timeout | undefined;
  checkPendingRequests(): void;
  push(request: unknown): void;
  fulfillRequest(answer: unknown): void;
  destroy(): void;
}

/**
 * kafkajs checks its request queue every millisecond for ever (with a negative delay, of which Node 24 warns) and its time-outs
 * every 100 ms even when nothing is on its way. Both timers run here only while there is something to wait for.
 */
function quietRequestQueue(): void {
  const queue = (require('kafkajs/src/network/requestQueue/index.js') as { prototype: Queue & Record<string, unknown> }).prototype;
  const push = queue.push;

  queue.scheduleCheckPendingRequests = function (this: Queue) {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      Math.max(10, this.throttledUntil - Date.now()),
    );
  };
  queue.scheduleRequestTimeoutCheck = () => undefined;
  queue.push = function (this: Queue, request: unknown) {
    push.call(this, request);
    this.requestTimeoutIntervalId ??= setInterval(() => {
      const now = Date.now();
      for (const sent of [...this.inflight.values()]) if (now - sent.sentAt > sent.requestTimeout) sent.timeoutRequest();
      if (this.inflight.size === 0 && this.pending.length === 0) stopChecking(this);
    }, 1_000);
  };
  const fulfill = queue.fulfillRequest;
  queue.fulfillRequest = function (this: Queue, answer: unknown) {
    fulfill.call(this, answer);
    // In a map that lives for ever, V8 keeps requests that are over until it collects everything (docs/performance.md).
    if (this.inflight.size === 0) this.inflight = new Map();
  };
  queue.destroy = function (this: Queue) {
    stopChecking(this);
    if (this.throttleCheckTimeoutId) clearTimeout(this.throttleCheckTimeoutId);
    this.throttleCheckTimeoutId = null;
  };
}

function stopChecking(queue: Queue): void {
  clearInterval(queue.requestTimeoutIntervalId);
  queue.requestTimeoutIntervalId = undefined;
}

/**
 * kafkajs throws away a whole produce answer when one partition in it failed. Here each partition's error code reaches the caller,
 * so that one partition without a leader does not put all others in doubt.
 */
function keepAnswerPerPartition(): void {
  for (const version of [3, 4, 5, 6, 7]) {
    const response = require(`kafkajs/src/protocol/requests/produce/v${version}/response.js`) as { parse: unknown };
    response.parse = async (answer: unknown) => answer;
  }
}

interface Encoder {
  buf: Buffer;
  offset: number;
}

/** Encodes produce requests into one buffer; the bytes are the same. */
function encodeProduceAtOnce(): void {
  type Protocol = (of: { version: number }) => (given: ProduceRequest) => { request: { encode: () => Promise<Encoder> } };
  const produce = require('kafkajs/src/protocol/requests/produce/index.js') as { protocol: Protocol };
  const Encoder = require('kafkajs/src/protocol/encoder.js') as new (size: number) => Encoder;
  const stock = produce.protocol;
  produce.protocol = (of) => (given) => {
    const made = stock(of)(given);
    if (of.version < 3 || !isPlain(given)) return made;
    const encode = async () => {
      const buf = encodeProduce(given, Date.now());
      return Object.assign(new Encoder(1), { buf, offset: buf.length });
    };
    return { ...made, request: { ...made.request, encode } };
  };
}

/** Who uses a module keeps what it finds when it is loaded: kafkajs must not be loaded before. */
function replaceModule(name: string, by: unknown): void {
  const path = require.resolve(`kafkajs/src/${name}.js`);
  require(path);
  require.cache[path]!.exports = by;
}

/** Decodes fetch responses in one pass. */
function decodeFetchAtOnce(): void {
  const response = require('kafkajs/src/protocol/requests/fetch/v11/response.js') as { decode: (bytes: Buffer) => Promise<unknown> };
  const stock = response.decode;
  response.decode = async (bytes) => decodeFetch(bytes) ?? stock(bytes);
}

quietRequestQueue();
keepAnswerPerPartition();
encodeProduceAtOnce();
replaceModule('producer/groupMessagesPerPartition', groupMessages);
replaceModule('consumer/workerQueue', workerQueue);
decodeFetchAtOnce();
fetchInSessions();
