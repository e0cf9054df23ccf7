import { hearsEnough, type OwnerInput } from '@skein/log';
import { assign, crash, give, processToChange, revoke, tell } from './owner-process.ts';
import { isAwaited, send } from './requests.ts';
import { placeOf, type Fault } from './scenario.ts';
import { answerTo, boundedCursor } from './stored.ts';
import { draftOf, type Asked, type Owned, type Step, type World } from './world.ts';

type Make = (what: string | (() => string), change: (next: World) => void, fault?: Fault) => Step;

/** Everything that can happen at a process that owns partitions, or could. */
export function ownerSteps(world: World, who: number): Step[] {
  const process = world.owners[who]!;
  const make: Make = (what, change, fault) => ({
    fault,
    story: () => `${process.name} ${typeof what === 'string' ? what : what()}`,
    next: () => {
      const next = draftOf(world);
      change(next);
      return next;
    },
  });
  const steps = process.units.flatMap((owned, partition) => unitSteps(world, who, partition, owned, make));
  const call = world.scenario.calls[world.given];
  if (call && process.units[placeOf(world.scenario, call.given)]!.assigned) {
    const { given, wait } = call;
    const what = `is given ${given.id} (${given.fact.type} of ${given.stream ?? 's1'}), to be answered when ${wait}`;
    steps.push({ ...make(what, (next) => give(next, who, placeOf(world.scenario, given))), calls: true });
  }
  if (world.logs.length > 1 && process.lane.length > 0 && !isAwaited(world, who)) {
    steps.push(make('sends what has gathered', (next) => send(next, who, processToChange(next, who))));
  }
  if (process.units.some(({ assigned }) => assigned)) steps.push(make('crashes', (next) => crash(next, who), 'crash'));
  return steps;
}

function unitSteps(world: World, who: number, partition: number, owned: Owned, make: Make): Step[] {
  const place = world.logs.length > 1 ? ` (partition ${partition})` : '';
  if (!owned.assigned) return [make(`is assigned the partition${place}`, (next) => assign(next, who, partition), 'move')];
  const steps = [
    ...owned.asked.flatMap((asked) => askedSteps(world, who, partition, asked, make, place)),
    ...mailSteps(who, partition, owned, make),
  ];
  const stored = world.database.partitions[partition]!;
  const { cursor } = stored;
  const moved = owned.wantsCursor || owned.cursorRead !== cursor.nextOffset;
  const onItsWay = owned.mail.some(({ kind }) => kind === 'cursor'); // readings come in their order
  if (moved && !onItsWay) {
    const read = (next: World) =>
      Object.assign(processToChange(next, who).units[partition]!, { wantsCursor: false, cursorRead: cursor.nextOffset });
    const input: OwnerInput = { kind: 'cursor', cursor: boundedCursor(stored) };
    const { seq } = cursor;
    const news: OwnerInput = hearsEnough(owned.state, seq) ? { kind: 'stored', seq } : input;
    const told = (next: World) => (read(next), tell(next, who, partition, news));
    steps.push(make(`reads the cursor at seq ${cursor.seq}${place}`, told));
    const later = (next: World) => void read(next).mail.push(input);
    steps.push(make(`has the cursor read at seq ${cursor.seq}${place}, and will hear of it`, later, 'slow'));
  }
  const hasRival = world.owners.some((other, index) => index !== who && other.units[partition]!.assigned);
  if (hasRival) steps.push(make(`loses the partition${place}`, (next) => revoke(next, who, partition)));
  return steps;
}

function askedSteps(world: World, who: number, partition: number, asked: Asked, make: Make, place: string): Step[] {
  const what = `${questions[asked.kind]}${place}`;
  const answered = (next: World) => {
    const process = processToChange(next, who);
    const owned = process.units[partition]!;
    owned.asked = owned.asked.filter((one) => one !== asked);
    return { process, owned };
  };
  const atOnce = (next: World) => tell(next, who, partition, answerTo(next, partition, asked), answered(next).process);
  const later = (next: World) => void answered(next).owned.mail.push(answerTo(next, partition, asked));
  const steps = [make(`is told ${what}`, atOnce), make(`has asked for ${what}, and will be told what it is now`, later, 'slow')];
  if (asked.kind === 'look-up') {
    const { incarnation, lookup } = asked;
    const fail = (next: World) => tell(next, who, partition, { kind: 'lookup-failed', incarnation, lookup }, answered(next).process);
    steps.push(make(`gets no answer to ${what}`, fail, 'lookup-fails'));
  }
  return steps;
}

const questions = {
  'ask-end-offset': 'the end of the topic',
  'look-up': 'what the store has of its commands',
  'read-record': 'which record the store has at the first seq of its batch',
};

function mailSteps(who: number, partition: number, { mail }: Owned, make: Make): Step[] {
  return mail.map((input, index) =>
    make(`hears ${heard(input)}`, (next) => {
      const process = processToChange(next, who);
      process.units[partition]!.mail.splice(index, 1);
      tell(next, who, partition, input, process);
    }),
  );
}

function heard(input: OwnerInput): string {
  switch (input.kind) {
    case 'appended':
      return `that its batch landed at offset ${input.offset}`;
    case 'doubt':
      return 'nothing of its batch';
    case 'refused':
      return 'that its batch is refused';
    case 'end-offset':
      return `late that the topic ended at offset ${input.offset}`;
    case 'looked-up':
      return `late what the store had at seq ${input.at}`;
    case 'record-at':
      return 'late which record the store had';
    case 'cursor':
      return `late that the cursor was at seq ${input.cursor.seq}`;
    default:
      return input.kind;
  }
}
