import { replaced, type OwnerProcess, type Part, type ProduceRequest, type Remembered, type World } from './world.ts';

/** What the broker makes of one partition of a request. */
export type Fate = 'appended' | 'appended-unsaid' | 'missing' | 'refused';

export const isAwaited = (world: World, who: number) => world.requests.some((one) => one.awaited && one.owner === who);

/** Where partitions share a producer, what is to be sent gathers for a while. */
export const sendNext = (world: World, who: number, process: OwnerProcess): void => {
  if (world.logs.length === 1) send(world, who, process);
};

/** One request at a time; what has gathered goes together, each partition once, and what must go alone goes alone. */
export function send(world: World, who: number, process: OwnerProcess): void {
  const [first] = process.lane;
  if (!first || isAwaited(world, who)) return;
  const taken: Part[] = [];
  for (const one of process.lane) {
    if (first.alone ? one === first : !one.alone && !taken.some(({ partition }) => partition === one.partition)) taken.push(one);
  }
  process.lane = process.lane.filter((one) => !taken.includes(one));
  process.producer ??= unusedProducer(world);
  const parts = taken.map((one) => ({ ...one, sequence: process.sequences[one.partition]! }));
  world.requests = [...world.requests, { owner: who, producer: process.producer, parts, landed: false, awaited: true }];
}

/** The lowest number, so that worlds that differ only in how often a producer was thrown away are the same. */
function unusedProducer({ owners, requests, remembered }: World): number {
  const used = new Set([...owners, ...requests, ...remembered].map(({ producer }) => producer));
  let free = 0;
  while (used.has(free)) free++;
  return free;
}

/** What is in flight may still land; nobody waits for its answer. */
export function dropProducer(world: World, who: number, process: OwnerProcess): void {
  for (const request of world.requests) if (request.owner === who && request.awaited) giveUp(world, process, request);
  process.producer = undefined;
  process.sequences = process.sequences.map(() => 0);
  forgetProducers(world);
}

export function giveUp(world: World, process: OwnerProcess, request: ProduceRequest): void {
  for (const { partition, incarnation, attempt } of request.parts) {
    process.units[partition]!.mail.push({ kind: 'doubt', incarnation, attempt });
  }
  settle(world, request, { ...request, awaited: false });
}

/** Every part meets its fate; the answer, if somebody waits for it and it is not lost, is on its way. */
export function land(world: World, request: ProduceRequest, fates: readonly Fate[], process: OwnerProcess | undefined): void {
  request.parts.forEach((part, index) => {
    const { partition, incarnation, attempt } = part;
    const fate = fates[index]!;
    const offset = fate.startsWith('appended') ? append(world, request.producer, part) : undefined;
    const mail = process?.units[partition]!.mail;
    if (fate === 'appended' && offset !== undefined) {
      mail?.push({ kind: 'appended', incarnation, attempt, offset });
      if (process?.producer === request.producer) process.sequences = replaced(process.sequences, partition, part.sequence + 1);
    } else if (fate === 'refused') mail?.push({ kind: 'refused', incarnation, attempt, why: 'too-large' });
    else mail?.push({ kind: 'doubt', incarnation, attempt });
  });
  settle(world, request, { ...request, landed: true, awaited: request.awaited && !process });
}

/** An idempotent producer that sends the sequence number of its last batch again is told where that one is; nothing is written. */
function append(world: World, producer: number, { partition, sequence, values }: Part): number {
  const same = (one: Remembered) => one.producer === producer && one.partition === partition;
  const before = world.remembered.find(same);
  if (before?.sequence === sequence) return before.offset;
  const offset = world.logs[partition]!.length;
  appendValues(world, partition, values);
  world.remembered = [...world.remembered.filter((one) => !same(one)), { producer, partition, sequence, offset }];
  return offset;
}

export function appendValues(world: World, partition: number, values: readonly string[]): void {
  world.logs = replaced(world.logs, partition, world.nodes.append(world.logs[partition]!, values));
}

/** A request stays as long as anything can come of it. */
function settle(world: World, old: ProduceRequest, now: ProduceRequest): void {
  const stays = now.awaited || !now.landed || world.left.repeat > 0;
  world.requests = world.requests.flatMap((one) => (one === old ? (stays ? [now] : []) : [one]));
  forgetProducers(world);
}

/** A producer that nobody has any more, and of which nothing is on its way, is nothing that the broker is asked about again. */
export function forgetProducers(world: World): void {
  const isKnown = (producer: number) =>
    world.owners.some((one) => one.producer === producer) || world.requests.some((one) => one.producer === producer && !one.landed);
  world.remembered = world.remembered.filter(({ producer }) => isKnown(producer));
}
