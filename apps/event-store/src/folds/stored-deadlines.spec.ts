import { describe, expect, it } from '@jest/globals';
import { ClaimStep, CompleteStep, StartWorkflow } from '@skein/contracts';
import { anyMoves, type Move } from '@skein/testing/kit';
import fc from 'fast-check';
import { wrongTimers } from '../rebuild/wrong-timers.ts';
import { WorkflowAndStore } from './stored-deadlines.fixture.ts';

const ann = { subject: 'ann', roles: ['lead'] };
const plan = (step: string) => ({ step, capability: 'work' });
const start = (ttlMs: number) => StartWorkflow({ title: 'Work', ttlMs, steps: [plan('a'), plan('b')] });
const names = { tenant: 'acme', stream: 'w1', partition: 0 };

/** What happens around a move: how long nothing did, whether the owner looks at what is due, and whether the store keeps up or is another. */
interface Around {
  idleMs: number;
  fires: boolean;
  stores: 'no' | 'yes' | 'anew';
}
const around: fc.Arbitrary<Around> = fc.record({
  idleMs: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 3_000, 12_000, 25_000, 70_000),
  fires: fc.boolean(),
  stores: fc.constantFrom('no', 'no', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'anew'),
});
const lives = anyMoves.chain((moves) =>
  fc.array(around, { minLength: moves.length, maxLength: moves.length }).map((all) => ({ moves, all })),
);

function live(world: WorkflowAndStore, { command, by, waitMs }: Move, { idleMs, fires, stores }: Around): void {
  world.now += idleMs + waitMs;
  if (fires) world.fireDue();
  if (command) world.send(command, by);
  if (stores === 'anew') world.restartStore();
  if (stores !== 'no') world.store();
}

function expectCovered(world: WorkflowAndStore): void {
  const { wanted, unfired, rows } = world;
  const [first] = wanted;
  if (!first) expect(rows).toEqual([]);
  else expect(Math.min(...unfired.map(({ due }) => due))).toBeLessThanOrEqual(first.due);
  const named = (timers: typeof rows) => timers.map((timer) => ({ ...names, ...timer }));
  const seen = { ...names, seq: 1, time: world.time, stored: named(rows), wanted: named(wanted) };
  expect(wrongTimers(seen)).toEqual([]);
}

/** Lets time pass until nothing is wanted any more: each deadline must have fired by the moment that it is due. */
function untilNothingIsWanted(world: WorkflowAndStore): void {
  for (let fired = 0; world.wanted.length > 0; fired++) {
    expect(fired).toBeLessThan(200);
    const due = world.wanted[0]!.due;
    world.now = Math.max(world.now, due);
    // Once for what is over or early, and once for what is wanted.
    for (let round = 0; round < 2; round++) {
      world.fireDue();
      world.store();
      expectCovered(world);
    }
    expect(world.wanted.filter((timer) => timer.due <= due)).toEqual([]);
  }
  expect(world.rows).toEqual([]);
}

describe('whatever happens to a workflow, its store and its owner', () => {
  it.each([0, 60_000, 86_400_000])('no deadline is late, and none is left, with a time to live of %i ms', (ttlMs) =>
    fc.assert(
      fc.property(lives, ({ moves, all }) => {
        const world = new WorkflowAndStore();
        world.send(start(ttlMs), ann);
        world.store();
        moves.forEach((move, index) => {
          live(world, move, all[index]!);
          if (world.isStored) expectCovered(world);
        });
        world.store();
        untilNothingIsWanted(world);
      }),
      { numRuns: 200, seed: 7 },
    ),
  );
});

describe('the deadlines of a workflow whose steps are taken one after another', () => {
  /** Takes so many steps in a row, `everyMs`, and then none for a while. */
  const steps = (...[everyMs, inARow, times]: [everyMs: number, inARow: number, times: number]) => {
    const world = new WorkflowAndStore();
    world.send(start(86_400_000), ann);
    world.store();
    const { writes } = world;
    for (let step = 0; step < inARow * times; step++) {
      world.now += step > 0 && step % inARow === 0 ? 60_000 : everyMs;
      world.fireDue();
      world.store();
      world.send(ClaimStep({ step: step === 0 ? 'a' : `s${step}` }), ann);
      world.store();
      world.send(CompleteStep({ step: step === 0 ? 'a' : `s${step}`, fence: 1, next: [plan(`s${step + 1}`)] }), ann);
      world.store();
    }
    return { writes: world.writes - writes, forNothing: world.forNothing };
  };

  it('cost a row now and then, and never fire for nothing while it is busy', () => {
    const { writes, forNothing } = steps(500, 240, 1); // two minutes
    expect(forNothing).toBe(0);
    expect(writes).toBeLessThanOrEqual(15);
  });

  it('fire for nothing once when it stands still, and not at all when it stands still after each step', () => {
    expect(steps(500, 10, 10)).toMatchObject({ forNothing: 9 });
    expect(steps(500, 1, 10)).toEqual({ forNothing: 0, writes: 20 });
  });
});
