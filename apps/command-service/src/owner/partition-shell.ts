import type { Category, ProblemCode, StreamDecider } from '@skein/contracts';
import {
  backlogOf,
  initialOwner,
  stepOwner,
  type Command,
  type OwnerEffect,
  type OwnerInput,
  type OwnerLimits,
  type OwnerState,
} from '@skein/log';
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from './error-text.ts';
import type { PartitionListener, PartitionPorts } from './partition-ports.ts';

type Effect<K extends OwnerEffect['kind']> = Extract<OwnerEffect, { kind: K }>;

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Carries the effects of one partition's owner out and feeds the answers back. It decides nothing. */
export class PartitionShell {
  readonly #state: OwnerState;
  readonly #inbox: OwnerInput[] = [];
  readonly #gone = new AbortController();
  /** Commands whose dead letter is being written, and whether the owner has settled them meanwhile. */
  readonly #settingAside = new Map<number, boolean>();
  #stepping = false;
  #unwatch: (() => void) | undefined;
  #pauseMs = FIRST_PAUSE_MS;
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
  }

  start(): void {
    this.#unwatch = this.ports.watchCursor(this.category, this.partition, (cursor) => this.#feed({ kind: 'cursor', cursor }));
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
        return void this.#askEnd(effect);
      case 'await-cursor':
        return; // the watch delivers the cursor whenever it moves, and has delivered the newest one
      case 'look-up':
        return void this.#lookUp(effect);
      case 'append':
        return void this.#append(effect);
      case 'drop-producer':
        return this.ports.dropProducer();
      case 'read-record':
        return void this.#readRecord(effect);
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

  async #askEnd({ incarnation }: Effect<'ask-end-offset'>): Promise<void> {
    await this.#untilDone(async () => {
      const offset = await this.ports.endOffset(this.category, this.partition);
      this.#feed({ kind: 'end-offset', incarnation, offset });
      this.#rewatch();
    }, incarnation);
  }

  /** Reads the cursor again: the owner has just begun to wait for it, and it may have moved before. */
  #rewatch(): void {
    this.#unwatch?.();
    if (this.#gone.signal.aborted) return;
    this.#unwatch = this.ports.watchCursor(this.category, this.partition, (cursor) => this.#feed({ kind: 'cursor', cursor }));
  }

  async #lookUp({ incarnation, lookup, commands, streams }: Effect<'look-up'>): Promise<void> {
    try {
      const found = await this.ports.lookUp(this.category, this.partition, commands, streams);
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#feed({ kind: 'looked-up', incarnation, lookup, ...found });
    } catch (error) {
      await this.#pause(error);
      this.#feed({ kind: 'lookup-failed', incarnation, lookup });
    }
  }

  async #append({ incarnation, attempt, alone, records }: Effect<'append'>): Promise<void> {
    const result = await this.ports.append(this.category, this.partition, records, alone);
    if (result.kind === 'appended') this.#feed({ kind: 'appended', incarnation, attempt, offset: result.baseOffset });
    else if (result.kind === 'refused') this.#feed({ kind: 'refused', incarnation, attempt, why: result.why });
    else {
      if (result.kind === 'not-sent') await this.#pause(result.why);
      this.#feed({ kind: 'doubt', incarnation, attempt });
    }
  }

  async #readRecord({ incarnation, seq }: Effect<'read-record'>): Promise<void> {
    await this.#untilDone(async () => {
      const found = await this.ports.readRecord(this.category, this.partition, seq);
      this.#feed({ kind: 'record-at', incarnation, ...found });
    }, incarnation);
  }

  /** A dead letter is written before its command counts as settled; while it cannot be, the topic's offset stays where it is. */
  async #setAside(ref: number, code: ProblemCode, error: string, settles: boolean): Promise<void> {
    this.#settingAside.set(ref, settles);
    await this.#untilDone(() => this.listener.deadLetter(ref, code, error));
    if (this.#gone.signal.aborted) return;
    const settled = this.#settingAside.get(ref);
    this.#settingAside.delete(ref);
    if (settled) this.listener.settled(ref);
  }

  async #untilDone(work: () => Promise<void>, incarnation?: number): Promise<void> {
    while (!this.#gone.signal.aborted && (incarnation === undefined || incarnation === this.#state.incarnation)) {
      try {
        await work();
        this.#pauseMs = FIRST_PAUSE_MS;
        return;
      } catch (error) {
        await this.#pause(error);
      }
    }
  }

  async #pause(error: unknown): Promise<void> {
    const { category, partition } = this;
    this.ports.report({ code: 'service.unavailable', category, partition, detail: errorText(error) });
    const ms = this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, ms * 2);
    await delay(ms, undefined, { signal: this.#gone.signal }).catch(() => undefined); // only the abort rejects, and the callers check it
  }
}
