import { expect } from '@jest/globals';
import { commandDefinitions, eventDefinitions, type Decision, type Fact, type ProblemCode } from '@skein/contracts';
import { somebody, type Actor } from './actors.ts';
import { deciderFor, stateAfter, type Happened } from './stream.ts';
import { NOON } from './times.ts';

/**
 * The question that a test asks: what follows when this command is given after those facts. Defaults of the command are filled in
 * as at a real door, and every event that comes out must fit its declared schema.
 */
class When {
  constructor(
    private readonly facts: readonly (Fact | Happened)[],
    private readonly command: Fact,
    private readonly actor: Actor = somebody,
    private readonly now: number = NOON,
  ) {}

  /** Who gives the command. */
  by(actor: Actor): When {
    return new When(this.facts, this.command, actor, this.now);
  }

  /** When it is decided: milliseconds after NOON. */
  at(ms: number): When {
    return new When(this.facts, this.command, this.actor, NOON + ms);
  }

  /** Exactly these events follow, in this order. */
  then(...events: Fact[]): void {
    expect(this.decision()).toEqual({ kind: 'events', events });
  }

  /** The command is accepted and changes nothing. */
  thenNothing(): void {
    expect(this.decision()).toEqual({ kind: 'unchanged' });
  }

  /** The command is refused with this code, and with these facts when they are named. */
  thenRejected(code: ProblemCode, detail?: Record<string, unknown>): void {
    expect(this.decision()).toMatchObject({ kind: 'rejected', code, ...(detail && { detail }) });
  }

  private decision(): Decision {
    const decider = deciderFor(this.command);
    const state = stateAfter(decider, this.facts);
    const data = commandDefinitions.get(this.command.type)!.schema.parse(this.command.data);
    const meta = { now: this.now, actor: this.actor, version: this.facts.length };
    const decision = decider.decide({ type: this.command.type, data }, state, meta);
    if (decision.kind === 'events') decision.events.forEach(mustFitItsSchema);
    return decision;
  }
}

function mustFitItsSchema({ type, data }: Fact): void {
  expect(eventDefinitions.get(type)!.schema.parse(data)).toEqual(data);
}

/** Starts a given–when–then test with what has happened in the stream so far. */
export const given = (...facts: (Fact | Happened)[]) => ({ when: (command: Fact): When => new When(facts, command) });
