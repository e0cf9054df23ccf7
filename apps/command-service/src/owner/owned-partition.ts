import type { Category, ProblemCode, StreamDecider } from '@skein/contracts';
import { OffsetLedger, type Command, type Outcome } from '@skein/log';
import type { CheckedCommand } from '../door/checked-command.ts';
import type { DeadLetters } from '../dead-letters/dead-letters.ts';
import { letterOfCommand } from '../dead-letters/letter-of-command.ts';
import type { PartitionListener, PartitionPorts } from './partition-ports.ts';
import { PartitionShell } from './partition-shell.ts';

/** What a caller of this process learns about its command. */
export type Answer =
  | { kind: 'outcome'; outcome: Outcome; durable: 'logged' | 'stored' }
  | { kind: 'refused'; code: ProblemCode; detail: Record<string, unknown> }
  /** Another owner decides, or has the answer; `outcome` is set when it is final already. */
  | { kind: 'handed-over'; outcome?: Outcome };

export interface TakenCommand {
  command: CheckedCommand;
  wait: 'logged' | 'stored';
  /** Its offset in the commands topic; absent when it came by HTTP or from a timer. */
  offset?: number;
  /** The timestamp of its record there, in milliseconds. */
  recordTime?: number;
  answer?: (answer: Answer) => void;
}

/** Kept until its caller has been told and the commands topic may pass it. */
interface Entry {
  taken: TakenCommand;
  told: boolean;
  settled: boolean;
}

/** A partition that this process owns: who waits for which answer, and how far the commands topic is settled. */
export class OwnedPartition implements PartitionListener {
  readonly shell: PartitionShell;
  /** By ref. No map, see docs/decisions/0028. */
  readonly #taken: Record<number, Entry | undefined> = {};
  #ledger = new OffsetLedger();
  #unreadBecause: ProblemCode | undefined;
  #nextRef = 1;

  constructor(
    readonly category: Category,
    readonly partition: number,
    decider: StreamDecider,
    ports: PartitionPorts,
    private readonly deadLetters: DeadLetters,
    private from?: number,
  ) {
    this.shell = new PartitionShell(category, partition, decider, ports, this);
  }

  /** Takes commands in, in this order. */
  take(commands: readonly TakenCommand[]): number[] {
    const entered = commands.map((taken) => {
      const ref = this.#nextRef++;
      this.#taken[ref] = { taken, told: false, settled: false };
      if (taken.offset !== undefined) this.#ledger.taken(taken.offset);
      return commandOf(taken, ref);
    });
    this.shell.submit(entered);
    return entered.map((one) => one.ref);
  }

  /** A record of the commands topic that is no command; it has been set aside. */
  skip(offset: number): void {
    this.#ledger.taken(offset);
    this.#ledger.settled(offset);
  }

  /** The offset of the commands topic to commit, and to read on from; `undefined` when nothing is known of it here. */
  committable(): number | undefined {
    return this.#ledger.committable() ?? this.from;
  }

  /** Why its commands topic is not read, until the partition is begun with anew. */
  get unreadBecause(): ProblemCode | undefined {
    return this.#unreadBecause;
  }

  /** The commands topic has lost its end: offsets that were taken say nothing of what it holds now, and none of that may be passed. */
  commandsLost(): void {
    this.#unreadBecause = 'log.truncated';
    this.#ledger = new OffsetLedger();
    this.from = 0;
  }

  answered(ref: number, outcome: Outcome, durable: 'logged' | 'stored'): void {
    this.#tell(ref, { kind: 'outcome', outcome, durable });
  }

  refused(ref: number, code: ProblemCode, detail: Record<string, unknown>): void {
    this.#tell(ref, { kind: 'refused', code, detail });
  }

  settled(ref: number): void {
    const entry = this.#taken[ref];
    if (!entry || entry.settled) return;
    entry.settled = true;
    if (entry.told) delete this.#taken[ref];
    if (entry.taken.offset !== undefined) this.#ledger.settled(entry.taken.offset);
  }

  handedOver(refs: readonly number[], awaitingStore: readonly { ref: number; outcome: Outcome }[]): void {
    for (const ref of refs) this.#tell(ref, { kind: 'handed-over' });
    for (const { ref, outcome } of awaitingStore) this.#tell(ref, { kind: 'handed-over', outcome });
  }

  deadLetter(ref: number, code: ProblemCode, error: string): Promise<void> {
    const taken = this.#taken[ref]?.taken;
    if (!taken) return Promise.resolve(); // it came twice and its twin was set aside
    const { category, tenant, stream, id } = taken.command;
    const value = letterOfCommand(taken.command);
    return this.deadLetters.add([
      {
        category,
        partition: this.partition,
        offset: taken.offset,
        recordTime: taken.recordTime,
        tenant,
        stream,
        commandId: id,
        value,
        code,
        error,
      },
    ]);
  }

  #tell(ref: number, answer: Answer): void {
    const entry = this.#taken[ref];
    if (!entry || entry.told) return;
    entry.told = true;
    if (entry.settled) delete this.#taken[ref];
    entry.taken.answer?.(answer);
  }
}

/** What the owner needs of it: it keeps commands by the thousand. */
function commandOf({ command, wait }: TakenCommand, ref: number): Command {
  const { tenant, stream, key, id, type, data, hash, expectedVersion, actor, causationId, correlationId, traceparent, due, refused } =
    command;
  const content = { type, data, hash, expectedVersion, due, refused };
  return { ref, wait, tenant, stream, key, id, ...content, actor, causationId, correlationId, traceparent };
}
