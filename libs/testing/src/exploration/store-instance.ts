import { initialStore, stepStore, type StoreInput } from '@skein/log';
import { atLength, valuesFrom } from './log-node.ts';
import { partitionsOf, type Fault, type Scenario } from './scenario.ts';
import { commitGroup } from './stored.ts';
import { draftOf, replaced, Violation, type Step, type StoreInstance, type StoreUnit, type World } from './world.ts';

export function storeInstance(scenario: Scenario, name: string): StoreInstance {
  const units = Array.from({ length: partitionsOf(scenario) }, (_, partition) => freshUnit(scenario, partition));
  return { name, units };
}

function freshUnit({ storeGroup }: Scenario, partition: number): StoreUnit {
  const unit: StoreUnit = { state: initialStore('memory', partition, storeGroup), position: 0, asked: undefined };
  step(unit, { kind: 'assigned' }, false);
  return unit;
}

export function tellStore(world: World, which: number, partition: number, input: StoreInput, more: Partial<StoreUnit> = {}): void {
  const store = world.stores[which]!;
  const unit = { ...store.units[partition]!, ...more };
  unit.state = { ...unit.state, pending: unit.state.pending.slice() };
  step(unit, input, world.formerly.length > 0);
  world.stores = replaced(world.stores, which, { ...store, units: replaced(store.units, partition, unit) });
}

function step(unit: StoreUnit, input: StoreInput, mayPark: boolean): void {
  for (const effect of stepStore(unit.state, input).effects) {
    if (effect.kind === 'read-cursor' || effect.kind === 'commit') unit.asked = effect;
    else if (effect.kind === 'retry-later') unit.asked = { ...effect, kind: 'commit' };
    else if (effect.kind === 'seek') unit.position = effect.offset;
    else if (effect.kind === 'park' && !mayPark) throw new Violation(`the store parks, and nothing is wrong: ${effect.detail}`);
  }
}

/** Everything that can happen at an instance of the store. Two of them may believe that the partition is theirs. */
export function storeSteps(world: World, which: number): Step[] {
  const { name, units } = world.stores[which]!;
  return units.flatMap((unit, partition) => {
    const place = units.length > 1 ? ` (partition ${partition})` : '';
    const make = (what: string, change: (next: World) => void, fault?: Fault): Step => ({
      fault,
      story: () => `${name} ${what}${place}`,
      next: () => {
        const next = draftOf(world);
        change(next);
        return next;
      },
    });
    const tell = (input: StoreInput, more?: Partial<StoreUnit>) => (next: World) => tellStore(next, which, partition, input, more);
    const { state, asked, position } = unit;
    const steps = [make('starts anew', tell({ kind: 'assigned' }, freshUnit(world.scenario, partition)), 'store-restart')];
    if (asked?.kind === 'read-cursor' && asked.incarnation === state.incarnation) {
      steps.push(make('reads its cursor', (next) => readCursor(next, which, partition, asked.incarnation)));
    }
    if (asked?.kind === 'commit' && asked.incarnation === state.incarnation) {
      const { group, incarnation } = asked;
      const failed: StoreInput = { kind: 'failed', incarnation };
      const commit = (next: World) => (commitGroup(next, partition, group) ? 'committed' : 'lost');
      const done = (next: World) => tell({ kind: commit(next), incarnation }, { asked: undefined })(next);
      steps.push(make(`commits up to seq ${group.to.seq}`, done));
      steps.push(make(`fails to commit up to seq ${group.to.seq}`, tell(failed), 'store-fails'));
      steps.push(
        make(`commits up to seq ${group.to.seq} and hears of a failure`, (next) => (commit(next), tell(failed)(next)), 'store-unsure'),
      );
    }
    const end = world.logs[partition]!;
    if (state.phase === 'ready' && position < end.length)
      steps.push(make(`reads the topic from offset ${position}`, (next) => fetch(next, which, partition)));
    return steps;
  });
}

function fetch(world: World, which: number, partition: number): void {
  const { position } = world.stores[which]!.units[partition]!;
  const values = valuesFrom(world.logs[partition]!, position).slice(0, world.scenario.fetch);
  const records = values.map((value, index) => ({ offset: position + index, value }));
  tellStore(world, which, partition, { kind: 'fetched', records }, { position: position + records.length });
}

/** Whoever starts on a topic that is not the one that was stored must refuse it. */
function readCursor(world: World, which: number, partition: number, incarnation: number): void {
  const { cursor } = world.database.partitions[partition]!;
  const end = world.logs[partition]!;
  const head = end.length > cursor.headOffset ? atLength(end, cursor.headOffset + 1) : undefined;
  const ends = { logStart: 0, highWatermark: end.length };
  tellStore(
    world,
    which,
    partition,
    { kind: 'cursor', incarnation, cursor, ends, headRecordHash: cursor.headOffset < 0 ? undefined : head?.hash },
    { asked: undefined },
  );
  const isOther = end.length < cursor.nextOffset || (head && cursor.headOffset >= 0 && head.hash !== cursor.head);
  if (isOther && world.stores[which]!.units[partition]!.state.phase !== 'parked')
    throw new Violation(`${world.stores[which]!.name} goes on with a topic that has lost what is stored`);
}
