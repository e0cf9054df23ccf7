import type { Category, ProblemCode, StreamDecider } from '@skein/contracts';
import {
  backlogOf,
  hearsEnough,
  initialOwner,
  stepOwner,
  type Command,
  type OwnerEffect,
  type OwnerInput,
  type OwnerLimits,
  type OwnerState,
} from '@skein/log';
import { PartitionCalls } from './partition-calls.ts';
import type { PartitionListener, PartitionPorts } from './partition-ports.ts';

/** Carries the effects of one partition's owner out and feeds the answers back. It decides nothing. */
export class PartitionShell {
  readonly #state: OwnerState;
  readonly #inbox: OwnerInput[] = [];
  readonly #gone = new AbortController();
  readonly #calls: PartitionCalls;
  /** Commands whose dead letter is being written, and whether the owner has settled them meanwhile. */
  readonly #settingAside = new Map<number, boolean>();
  #stepping = false;
  #unwatch: (() => void) | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(
    private readonly category: Category,
    private readonly partition: number,
    private readonly decider: StreamDecider,
    private readonly ports: PartitionPorts,
    private readonly listener: PartitionListener,
    limits?: OwnerLimits,
  ) {
    this.#state = initialOwner(category, partition, limits);
    this.#calls = new PartitionCalls(category, partition, ports, {
      gone: this.#gone.signal,
      incarnation: () => this.#state.incarnation,
      feed: (input) => this.#feed(input),
    });
  }

  start(): void {
    this.#watch();
    this.#feed({ kind: 'assigned' });
  }

  submit(commands: readonly Command[]): void {
    this.#feed({ kind: 'commands', commands });
  }

  /** The partition belongs to somebody else now; everything unanswered is handed over. */
  revoke(): void {
    this.#feed({ kind: 'revoked' });
    this.#gone.abort();
    this.#unwatch?.();
  }

  /** Resolves when everything that was taken in is decided and final, after `withinMs` at the latest. */
  async idle(withinMs: number): Promise<void> {
    if (this.backlog === 0 || this.#gone.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = setTimeout(resolve, withinMs);
    this.#whenIdle = resolve;
    await promise;
    clearTimeout(late);
  }

  get backlog(): number {
    return backlogOf(this.#state);
  }

  get parkedBecause(): ProblemCode | undefined {
    return this.#state.parkedBecause;
  }

  /** For people: where the owner stands. */
  get status(): { phase: string; seq: number; backlog: number; unstored: number } {
    const { phase, unit, storedSeq } = this.#state;
    return { phase, seq: unit.seq, backlog: this.backlog, unstored: Math.max(0, unit.seq - storedSeq) };
  }

  /** The outcome of a command that is final while its caller still waits for the store. */
  finalOutcome(ref: number) {
    return this.#state.unstored.find((one) => one.ref === ref)?.outcome;
  }

  #feed(input: OwnerInput): void {
    if (this.#gone.signal.aborted) return;
    this.#inbox.push(input);
    if (this.#stepping) return; // an effect answered at once: the loop below takes it next
    this.#stepping = true;
    try {
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) {
        for (const effect of stepOwner(this.#state, next, Date.now(), this.decider).effects) this.#run(effect);
      }
    } finally {
      this.#stepping = false;
    }
    if (this.#whenIdle && this.backlog === 0) this.#whenIdle();
  }

  #run(effect: OwnerEffect): void {
    switch (effect.kind) {
      case 'ask-end-offset':
        return void this.#calls.askEnd(effect).then(() => this.#rewatch());
      case 'await-cursor':
        return; // the watch delivers the cursor whenever it moves, and has delivered the newest one
      case 'look-up':
        return void this.#calls.lookUp(effect);
      case 'append':
        return void this.#calls.append(effect);
      case 'drop-producer':
        return this.ports.dropProducer();
      case 'read-record':
        return void this.#calls.readRecord(effect);
      case 'answer':
        return this.listener.answered(effect.ref, effect.outcome, effect.durable);
      case 'refuse':
        this.listener.refused(effect.ref, effect.code, effect.detail);
        if (effect.deadLetter) void this.#setAside(effect.ref, effect.code, JSON.stringify(effect.detail), true);
        return;
      case 'dead-letter':
        return void this.#setAside(effect.ref, 'command.failed', effect.error, false);
      case 'settled':
        if (this.#settingAside.has(effect.ref)) this.#settingAside.set(effect.ref, true);
        else this.listener.settled(effect.ref);
        return;
      case 'hand-over':
        return this.listener.handedOver(effect.refs, effect.awaitingStore);
      case 'park':
        return this.ports.report({ code: effect.code, category: this.category, partition: this.partition, detail: effect.detail });
    }
  }

  /** Reads the cursor again: the owner has just begun to wait for it, and it may have moved before. */
  #rewatch(): void {
    this.#unwatch?.();
    if (!this.#gone.signal.aborted) this.#watch();
  }

  #watch(): void {
    this.#unwatch = this.ports.watchCursor(this.category, this.partition, {
      read: (cursor) => this.#feed({ kind: 'cursor', cursor }),
      stored: (seq) => {
        if (!hearsEnough(this.#state, seq)) return false;
        this.#feed({ kind: 'stored', seq });
        return true;
      },
    });
  }

  /** A dead letter is written before its command counts as settled; while it cannot be, the topic's offset stays where it is. */
  async #setAside(ref: number, code: ProblemCode, error: string, settles: boolean): Promise<void> {
    this.#settingAside.set(ref, settles);
    await this.#calls.untilDone(() => this.listener.deadLetter(ref, code, error));
    if (this.#gone.signal.aborted) return;
    const settled = this.#settingAside.get(ref);
    this.#settingAside.delete(ref);
    if (settled) this.listener.settled(ref);
  }
}
