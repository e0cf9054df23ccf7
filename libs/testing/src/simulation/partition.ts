import { named, Violation, type OwnerNode, type Step, type World } from './world.ts';

/** A produce request on its way. */
export interface ProduceRequest {
  name: string;
  owner: string;
  incarnation: number;
  attempt: number;
  producer: string;
  sequence: number;
  values: string[];
  at: 'travelling' | 'landed' | 'gone';
  /** Its producer still waits for the answer. */
  awaited: boolean;
}

export function send(world: World, node: OwnerNode, incarnation: number, attempt: number, values: string[]): void {
  node.producer ??= { name: named(node, 'producer'), sequence: 0 };
  const { name: producer, sequence } = node.producer;
  if (world.requests.some((one) => one.awaited && one.producer === producer)) throw new Violation(`${producer} has two requests in flight`);
  const name = named(node, 'batch');
  world.requests.push({ name, owner: node.name, incarnation, attempt, producer, sequence, values, at: 'travelling', awaited: true });
}

/** What is in flight may still land; nobody waits for its answer. */
export function dropProducer(world: World, node: OwnerNode): void {
  for (const request of world.requests) {
    if (request.awaited && request.producer === node.producer?.name) answer(world, request, 'doubt');
  }
  node.producer = undefined;
}

/** An idempotent producer that sends the sequence number of its last batch again is told where that one is; nothing is written. */
function append(world: World, { producer, sequence, values }: ProduceRequest): number {
  const before = world.remembered.get(producer);
  if (before?.sequence === sequence) return before.offset;
  const offset = world.log.push(...values) - values.length;
  world.remembered.set(producer, { sequence, offset });
  return offset;
}

function answer(world: World, request: ProduceRequest, result: number | 'doubt' | 'refused'): void {
  if (!request.awaited) return;
  request.awaited = false;
  const node = ownerOf(world, request);
  if (node.producer?.name !== request.producer) return; // it has crashed since
  const { incarnation, attempt } = request;
  const name = `the answer to ${request.name}`;
  if (result === 'doubt') node.mail.push({ name, input: { kind: 'doubt', incarnation, attempt } });
  else if (result === 'refused') node.mail.push({ name, input: { kind: 'refused', incarnation, attempt, why: 'too-large' } });
  else {
    node.producer.sequence += 1;
    node.mail.push({ name, input: { kind: 'appended', incarnation, attempt, offset: result } });
  }
}

const ownerOf = ({ owners }: World, { owner }: ProduceRequest): OwnerNode => owners.find(({ name }) => name === owner)!;

/** A broker that refuses even what says that a command is set aside takes nothing from anybody else either (else: seed 5380 of the schedules). */
function mayBeRefused(world: World, request: ProduceRequest): boolean {
  const owner = ownerOf(world, request);
  const isSetAside = owner.state.batch?.commands.some(({ command }) => command.setAside);
  return !isSetAside || world.owners.every((one) => one === owner || one.taken.length === 0);
}

/** Everything that can become of requests: landed, late, lost, repeated, refused, answered or not. */
export function partitionSteps(world: World): Step[] {
  return world.requests.flatMap((request): Step[] => {
    const { name, at, awaited } = request;
    const step = (kind: string, what: string, run: () => void): Step => ({ kind, story: `${name} ${what}`, run });
    const arrive = (next: ProduceRequest['at']) => (request.at = next);
    const steps: Step[] = [];
    if (at === 'travelling') {
      steps.push(step('land', 'lands', () => (arrive('landed'), answer(world, request, append(world, request)))));
      steps.push(step('lose-answer', 'lands, its answer is lost', () => (arrive('landed'), append(world, request))));
      steps.push(step('lose', 'is lost', () => arrive('gone')));
      if (awaited && mayBeRefused(world, request))
        steps.push(step('refuse', 'is refused', () => ((world.refusals += 1), arrive('gone'), answer(world, request, 'refused'))));
    }
    if (at === 'landed') steps.push(step('repeat', 'lands once more', () => (arrive('gone'), world.log.push(...request.values))));
    if (awaited) steps.push(step(at === 'travelling' ? 'late' : 'time-out', 'times out', () => answer(world, request, 'doubt')));
    return steps;
  });
}
