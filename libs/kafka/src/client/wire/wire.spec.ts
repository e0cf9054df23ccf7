import { expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { createRequire } from 'node:module';
import { crc32c } from './crc32c.ts';
import { decodeFetch } from './fetch-response.ts';
import { groupMessages } from './group-messages.ts';
import { encodeProduce, type ProduceRequest } from './produce-request.ts';

const require = createRequire(import.meta.url);
type StockRequest = (given: ProduceRequest & { compression?: number }) => { encode: () => Promise<{ buffer: Buffer }> };
const stockRequest = require('kafkajs/src/protocol/requests/produce/v7/request.js') as StockRequest;
const stockResponse = require('kafkajs/src/protocol/requests/fetch/v11/response.js') as { decode: (bytes: Buffer) => Promise<unknown> };
const stockCrc = require('kafkajs/src/protocol/recordBatch/crc32C/index.js') as (bytes: Uint8Array) => number;
const stockGrouping = require('kafkajs/src/producer/groupMessagesPerPartition.js') as typeof groupMessages;
const GZIP = 1;

const text = fc.string({ unit: 'binary', maxLength: 300 }).map((one) => one.toWellFormed());
const bytes = fc.oneof(text, fc.uint8Array({ maxLength: 200 }).map(Buffer.from), fc.constant(null));
const name = text.filter((one) => one !== '__proto__');
const message = fc.record(
  {
    key: bytes,
    value: bytes,
    headers: fc.dictionary(name, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })), { maxKeys: 3 }),
  },
  { requiredKeys: ['value'] },
);
const partition = fc.record({
  partition: fc.nat(),
  firstSequence: fc.nat(),
  messages: fc.array(message, { minLength: 1, maxLength: 200 }),
});
const request: fc.Arbitrary<ProduceRequest> = fc.record({
  acks: fc.constantFrom(-1, 1),
  timeout: fc.nat(),
  producerId: fc.nat(),
  producerEpoch: fc.nat(1000),
  topicData: fc.array(fc.record({ topic: text, partitions: fc.array(partition, { maxLength: 3 }) }), { maxLength: 2 }),
});

const NOW = Date.parse('2026-01-15T12:00:00.000Z');

async function stockBytes(given: ProduceRequest): Promise<Buffer> {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(NOW);
  try {
    return (await stockRequest(given).encode()).buffer;
  } finally {
    clock.mockRestore();
  }
}

it('makes the same bytes of a produce request as kafkajs does', async () => {
  await fc.assert(
    fc.asyncProperty(request, async (given) => {
      expect(encodeProduce(given, NOW).equals(await stockBytes(given))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

it('groups messages by partition as kafkajs does', () => {
  const partitioner = ({ message }: { message: { partition: number } }) => message.partition;
  const some = fc.array(fc.record({ partition: fc.nat(12), value: fc.nat() }));
  fc.assert(
    fc.property(some, fc.constantFrom([], [{}]), (messages, partitionMetadata) => {
      const given = { topic: 't', partitionMetadata, messages, partitioner };
      expect(groupMessages(given)).toEqual(stockGrouping(given));
    }),
  );
});

it('has the checksum that RFC 3720 gives for its examples, and that of kafkajs for all others', () => {
  expect(crc32c(new Uint8Array(32)).toString(16)).toBe('8a9136aa');
  expect(crc32c(new Uint8Array(32).fill(0xff)).toString(16)).toBe('62a8ab43');
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (some) => crc32c(some) === stockCrc(some)));
});

/** A fetch response that holds what was sent, as a broker would give it back. */
async function answerTo({ topicData, ...rest }: ProduceRequest, compression = 0, cut = 0): Promise<Buffer> {
  const int32 = (value: number) => Buffer.from(Int32Array.of(value).buffer).swap32();
  const string = (value: string) => Buffer.concat([Buffer.from([0, 0]), Buffer.from(value)]);
  const partitions = topicData.flatMap(({ partitions: all }) => all);
  const sets = await Promise.all(
    partitions.map(async (one) => {
      const sent = await stockBytes({ ...rest, topicData: [{ topic: '', partitions: [one] }], compression });
      return sent.subarray(2 + 2 + 4 + 4 + 2 + 4 + 4 + 4); // its record set
    }),
  );
  const answers = sets.map((set, index) => {
    const kept = set.subarray(0, set.length - cut);
    return Buffer.concat([int32(index), Buffer.alloc(2 + 8 + 8 + 8 + 4 + 4), int32(kept.length), kept]);
  });
  return Buffer.concat([Buffer.alloc(4 + 2 + 4), int32(1), string(''), int32(answers.length), ...answers]);
}

it('reads the same records out of a fetch response as kafkajs does, and leaves out one that was cut', async () => {
  await fc.assert(
    fc.asyncProperty(request, fc.nat(20), async (given, cut) => {
      const answer = await answerTo(given, 0, cut);
      expect(decodeFetch(answer)).toEqual(await stockResponse.decode(answer));
    }),
    { numRuns: 60 },
  );
});

it('leaves compressed batches to kafkajs', async () => {
  const messages = [{ key: 'k', value: 'v' }];
  const given: ProduceRequest = { acks: -1, timeout: 1, topicData: [{ topic: 't', partitions: [{ partition: 0, messages }] }] };
  expect(decodeFetch(await answerTo(given, GZIP))).toBeUndefined();
});
