import { describe, expect, it } from '@jest/globals';
import { Annotate, Approve, StartWorkflow } from '@skein/contracts';
import type { EncodedRecord } from '@skein/log';
import { PartitionLog } from '@skein/testing';
import fc from 'fast-check';
import { PartitionReader, type PartitionReaderOptions, type ReadRecord } from './partition-reader.ts';
import type { Batch, SubscriptionTrouble } from './subscribe-options.ts';
import { startOf, type SubscriberPosition } from './subscriber-position.ts';

/** Events and outcomes of a few workflows: 12 records. */
function someLog(): PartitionLog {
  const log = new PartitionLog();
  for (const stream of ['w1', 'w2', 'w3']) {
    log.send(StartWorkflow({ title: stream }), { stream });
    log.send(Annotate({ text: 'one' }), { stream });
    log.send(Approve({ gate: 'none' }), { stream }); // rejected: an outcome
    log.send(Annotate({ text: 'two' }), { stream });
  }
  return log;
}
const log = someLog();
const values = log.records.map(({ value }) => value);
const fork = new PartitionLog();
const [{ value: forked }] = fork.send(StartWorkflow({ title: 'of an owner that was overtaken' })) as [EncodedRecord];

const never = new AbortController().signal;

class Seen {
  readonly batches: Batch[] = [];
  readonly troubles: SubscriptionTrouble[] = [];
  readonly reader: PartitionReader;

  constructor(options: Partial<PartitionReaderOptions> = {}, from: SubscriberPosition = startOf('workflow', 0)) {
    const handler = (batch: Batch) => void this.batches.push(batch);
    const onTrouble = (trouble: SubscriptionTrouble) => void this.troubles.push(trouble);
    this.reader = new PartitionReader(from, { handler, batchSize: 1_000, stored: undefined, onTrouble, onMoved: () => {}, ...options });
  }

  seqs = () => this.batches.flatMap(({ events, outcomes }) => [...events, ...outcomes].map(({ seq }) => seq).sort((a, b) => a - b));
}

const all = values.map((_, index) => index + 1);
const asSent: ReadRecord[] = values.map((value, offset) => ({ offset, value }));

const anyVoid = fc.oneof(
  fc.constantFrom(null, '', 'no JSON', '{}', '[1]', '{"prev":3}', forked),
  fc.nat({ max: values.length - 1 }).map((index) => values[index]!), // a producer's repeat, if it comes after the original
);

describe('what a subscriber accepts of a partition', () => {
  it('is each record of the history once and in order, whatever void records, repeats and cuts there are', async () => {
    const noise = fc.array(fc.tuple(fc.nat({ max: values.length }), anyVoid), { maxLength: 15 });
    const cuts = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 5 })), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(noise, cuts, fc.integer({ min: 1, max: 5 }), async (noise, cuts, batchSize) => {
        // before its original a repeat would be the original, and at the very start the fork would be history
        const isVoid = (at: number, one: string | null) => !values.slice(at).includes(one ?? '') && (at > 0 || one !== forked);
        const before = (index: number) => noise.filter(([at, one]) => at === index && isVoid(at, one)).map(([, one]) => one);
        const sent = [...values.flatMap((value, index) => [...before(index), value]), ...before(values.length)];
        const records = sent.map((value, offset) => ({ offset, value }));
        const seen = new Seen({ batchSize });
        let done = 0;
        for (const [length, again] of [...cuts, [records.length, 0] as const]) {
          const from = Math.max(0, done - again);
          done = Math.min(records.length, done + length);
          if (done > from) await seen.reader.take(records.slice(from, done), never);
        }
        expect(seen.seqs()).toEqual(all);
        expect(seen.reader.voids).toBe(records.length - values.length);
        expect(Math.max(...seen.batches.map(({ events, outcomes }) => events.length + outcomes.length))).toBeLessThanOrEqual(batchSize);
      }),
    );
  });

  it('goes on from any stored position without a gap or a repeat', async () => {
    for (const cut of all) {
      const before = new Seen();
      await before.reader.take(asSent.slice(0, cut), never);
      const stored = JSON.parse(JSON.stringify(before.batches.at(-1)!.position)) as SubscriberPosition;
      const after = new Seen({}, stored);
      await after.reader.take(asSent, never);
      expect([...before.seqs(), ...after.seqs()]).toEqual(all);
    }
  });

  it('comes again when the handler fails, and is never skipped', async () => {
    let failures = 2;
    const handled: number[] = [];
    const seen = new Seen({
      handler: ({ position }) => {
        if (failures-- > 0) throw new Error('no database');
        handled.push(position.seq);
      },
    });
    await seen.reader.take(asSent, never);
    expect(handled).toEqual([values.length]);
    expect(seen.troubles).toMatchObject([{ what: 'handler' }, { what: 'handler' }]);
  });

  it('is not repeated when the effect was committed although the handler failed', async () => {
    let stored = startOf('workflow', 0);
    const effects: number[] = [];
    const seen = new Seen({
      batchSize: 4,
      stored: async () => stored,
      handler: ({ position }) => {
        stored = position;
        effects.push(position.seq);
        if (effects.length === 2) throw new Error('the answer to the commit was lost');
      },
    });
    await seen.reader.take(asSent, never);
    expect(effects).toEqual([4, 8, 12]);
  });

  it('waits for the handler before it hands on the next batch', async () => {
    const go = Promise.withResolvers<void>();
    let running = 0;
    const most = { running: 0 };
    const seen = new Seen({
      batchSize: 3,
      handler: async () => {
        most.running = Math.max(most.running, ++running);
        await go.promise;
        running--;
      },
    });
    const taking = [seen.reader.take(asSent.slice(0, 6), never), seen.reader.take(asSent.slice(6), never)];
    go.resolve();
    await Promise.all(taking);
    expect(most.running).toBe(1);
    expect(seen.reader.position.seq).toBe(values.length);
  });

  it.each([
    [
      'an event type that this program does not know',
      (text: string) => text.replace('workflow.annotated', 'workflow.dreamt'),
      'log.unknown-event',
    ],
    ['another seq than its place', (text: string) => text.replace('"seq":2', '"seq":7'), 'log.seq-mismatch'],
  ])('ends before a linked record with %s, and says so', async (_, change, code) => {
    const seen = new Seen();
    await seen.reader.take([asSent[0]!, { offset: 1, value: change(values[1]!) }], never);
    await seen.reader.take(asSent.slice(2), never);
    expect(seen.seqs()).toEqual([1]);
    expect(seen.reader.parked).toMatchObject({ code });
    expect(seen.troubles).toMatchObject([{ what: 'parked', partition: 0, error: { code } }]);
  });

  it('is nothing of a topic that has other records where the read ones were', async () => {
    const seen = new Seen();
    await seen.reader.take(asSent.slice(0, 5), never);
    const other = new Seen({}, seen.reader.position);
    await other.reader.take([{ offset: 4, value: forked }], never);
    expect(other.reader.parked).toMatchObject({ code: 'log.foreign-topic' });
  });

  it('is handled no further once the signal is aborted', async () => {
    const seen = new Seen();
    await expect(seen.reader.take(asSent, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    expect(seen.batches).toEqual([]);
  });
});
