import { keyOf, ZERO_HASH } from '@skein/contracts';
import {
  defaultOwnerLimits,
  emptyStream,
  initialOwner,
  stepOwner,
  type FoldedStream,
  type KnownResult,
  type OwnerEffect,
  type OwnerInput,
  type OwnerLimits,
  type StoreCursor,
} from '@skein/log';
import { atTheDoor, type GivenCommand } from './given-command.ts';
import { turnsDecider } from './turns.decider.ts';

type Input<I> = I extends { incarnation: number } ? Omit<I, 'incarnation'> & { incarnation?: number } : I;
type Effect<K extends OwnerEffect['kind']> = Extract<OwnerEffect, { kind: K }>;

export const emptyCursor: StoreCursor = { nextOffset: 0, head: ZERO_HASH, seq: 0 };

/** An owner of partition 0 whose world is the test. Answers belong to the present incarnation unless they say otherwise. */
export class DrivenOwner {
  readonly state;
  /** What it asked for, in order. */
  readonly effects: OwnerEffect[] = [];
  now = Date.parse('2026-01-15T12:00:00.000Z');
  #refs = 0;

  constructor(limits: Partial<OwnerLimits> = {}) {
    this.state = initialOwner('memory', 0, { ...defaultOwnerLimits, ...limits });
  }

  tell(input: Input<OwnerInput>): OwnerEffect[] {
    const { incarnation } = this.state;
    const { effects } = stepOwner(this.state, { incarnation, ...input } as OwnerInput, this.now, turnsDecider);
    this.effects.push(...effects);
    return effects;
  }

  /** Assigned, and in step with the store. */
  takeOver(cursor: StoreCursor = emptyCursor): this {
    this.tell({ kind: 'assigned' });
    return this.catchUp(cursor);
  }

  catchUp(cursor: StoreCursor): this {
    this.tell({ kind: 'end-offset', offset: cursor.nextOffset });
    this.tell({ kind: 'cursor', cursor });
    return this;
  }

  /** Takes commands in; their refs count from 1. */
  give(...given: (GivenCommand & { wait?: 'logged' | 'stored' })[]): OwnerEffect[] {
    return this.tell({ kind: 'commands', commands: given.map((one) => atTheDoor(one, ++this.#refs, { wait: one.wait ?? 'stored' })) });
  }

  /** Answers the newest lookup: streams that are not named have no events. */
  found(at: number, results: KnownResult[] = [], streams: Record<string, FoldedStream> = {}): OwnerEffect[] {
    const { lookup, streams: asked } = this.last('look-up');
    const empty = asked.map(({ tenant, stream }) => [keyOf(tenant, stream), streams[stream] ?? emptyStream(turnsDecider)] as const);
    return this.tell({ kind: 'looked-up', lookup, at, results, streams: new Map(empty) });
  }

  /** Given and decided on an empty store. */
  decide(...given: Parameters<DrivenOwner['give']>): OwnerEffect[] {
    return [...this.give(...given), ...this.found(this.state.unit.floor)];
  }

  /** The newest append is acknowledged. */
  landsAt(offset: number): OwnerEffect[] {
    return this.tell({ kind: 'appended', attempt: this.last('append').attempt, offset });
  }

  doubts(): OwnerEffect[] {
    return this.tell({ kind: 'doubt', attempt: this.last('append').attempt });
  }

  /** The cursor of a store that has read everything that this owner knows of. */
  get end(): StoreCursor {
    const { head, seq, last } = this.state.unit;
    return { head, seq, nextOffset: last + 1 };
  }

  last<K extends OwnerEffect['kind']>(kind: K): Effect<K> {
    const found = this.effects.findLast((effect): effect is Effect<K> => effect.kind === kind);
    if (!found) throw new Error(`the owner has not asked for ${kind}`);
    return found;
  }
}

/** The effects of one kind. */
export const only = <K extends OwnerEffect['kind']>(effects: readonly OwnerEffect[], kind: K): Effect<K>[] =>
  effects.filter((effect): effect is Effect<K> => effect.kind === kind);
