import { commandDefinitions, keyOf, type Category, type Decision, type Fact } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import {
  commandHash,
  emptyHead,
  emptyStream,
  encodeDecision,
  foldRecords,
  initialStore,
  stepStore,
  type EncodedRecord,
  type FoldedStream,
  type StoreEffect,
  type StoreGroup,
  type StoreState,
} from '@skein/log';
import { NOON } from '../kit/times.ts';

export interface Sender {
  tenant?: string;
  stream?: string;
  /** Of the command; a new one when absent. */
  id?: string;
  by?: string;
  roles?: readonly string[];
  /** Milliseconds after NOON. */
  at?: number;
  causationId?: string;
}

/** One partition's history as an owner would write it: linked records, made by the real deciders. */
export class PartitionLog {
  readonly records: EncodedRecord[] = [];
  readonly #streams = new Map<string, FoldedStream>();
  readonly #store: StoreState;
  #fed = 0;
  #commands = 0;

  constructor(
    readonly category: Category = 'workflow',
    readonly partition = 0,
  ) {
    this.#store = initialStore(category, partition, 100_000);
  }

  /** Decides a command and appends what it led to. */
  send(command: Fact, sender: Sender = {}): EncodedRecord[] {
    const { tenant = 'acme', stream = 'w1', by = 'ann', roles = ['approver'], at = 0 } = sender;
    const folded = this.#streamOf(tenant, stream);
    const { type } = command;
    const asked = { type, data: commandDefinitions.get(type)?.schema.parse(command.data) ?? command.data };
    const meta = { now: Math.max(NOON + at, folded.time), actor: { subject: by, roles }, version: folded.version };
    return this.append(deciderOf(this.category).decide(asked, folded.state, meta), { ...sender, at: meta.now - NOON }, asked);
  }

  /** Appends a decision as it is, whatever a decider would say. */
  append(decision: Decision, sender: Sender = {}, command: Fact = { type: 'any', data: this.#commands }): EncodedRecord[] {
    const { tenant = 'acme', stream = 'w1', id = `c${++this.#commands}`, by = 'ann', at = 0, causationId } = sender;
    const folded = this.#streamOf(tenant, stream);
    const hash = commandHash({ ...command, stream });
    const last = this.records.at(-1);
    const head = last ? { head: last.hash, seq: last.record.seq } : emptyHead();
    const made = encodeDecision(
      decision,
      { tenant, stream, id, hash, actor: { subject: by }, causationId, correlationId: stream },
      { head, partition: this.partition, version: folded.version, time: NOON + at },
    );
    this.records.push(...made);
    foldRecords(
      deciderOf(this.category),
      folded,
      made.map((one) => one.record),
    );
    return made;
  }

  /** What has been appended since the last call, as the store's protocol would commit it: `offset` is that of the first record. */
  group(): StoreGroup {
    const effects: StoreEffect[] = [];
    const feed = (input: Parameters<typeof stepStore>[1]) => effects.push(...stepStore(this.#store, input).effects);
    if (this.#fed === 0) {
      feed({ kind: 'assigned' });
      const { incarnation, cursor } = this.#store;
      feed({ kind: 'cursor', incarnation, cursor, ends: { logStart: 0, highWatermark: 0 }, headRecordHash: undefined });
    }
    const records = this.records.slice(this.#fed).map(({ value }, index) => ({ offset: this.#fed + index, value }));
    this.#fed = this.records.length;
    feed({ kind: 'fetched', records });
    const commit = effects.find((effect) => effect.kind === 'commit');
    if (!commit) throw new Error(`Nothing to commit: ${JSON.stringify(effects)}`);
    feed({ kind: 'committed', incarnation: commit.incarnation });
    return commit.group;
  }

  /** Key and value of every record, for a producer. */
  outgoing(): { key: string; value: string }[] {
    return this.records.map(({ record, value }) => ({ key: keyOf(record.tenant, record.subject), value }));
  }

  #streamOf(tenant: string, stream: string): FoldedStream {
    const key = keyOf(tenant, stream);
    const folded = this.#streams.get(key) ?? emptyStream(deciderOf(this.category));
    this.#streams.set(key, folded);
    return folded;
  }
}
