import { appendValues, giveUp, land, type Fate } from './requests.ts';
import { processToChange } from './owner-process.ts';
import { draftOf, type ProduceRequest, type Step, type World } from './world.ts';
import type { Fault } from './scenario.ts';
import { sendNext } from './requests.ts';

/** Everything that can become of a request: landed, late, lost, repeated, refused, in part only, answered or not. */
export function requestSteps(world: World, request: ProduceRequest): Step[] {
  const { owner: who, parts, landed, awaited } = request;
  const make = (what: string, change: (next: World) => void, fault?: Fault): Step => ({
    fault,
    story: () => `${storyOf(world, request)} ${what}`,
    next: () => {
      const next = draftOf(world);
      change(next);
      return next;
    },
  });
  const answered = (fates: readonly Fate[]) => (next: World) => {
    const process = processToChange(next, who);
    land(next, request, fates, process);
    sendNext(next, who, process);
  };
  const everyPart = (fate: Fate) => parts.map(() => fate);
  const steps: Step[] = [];
  if (!landed && fits(world, request)) {
    steps.push(
      make(
        awaited ? 'lands' : 'lands late',
        awaited ? answered(everyPart('appended')) : (next) => land(next, request, everyPart('appended'), undefined),
      ),
    );
    if (awaited)
      steps.push(make('lands, and its answer is lost', (next) => land(next, request, everyPart('appended'), undefined), 'lose-answer'));
  }
  if (!landed && awaited) {
    steps.push(make('is lost', (next) => land(next, request, everyPart('missing'), undefined), 'lose'));
    steps.push(make('is refused', answered(everyPart('refused')), 'refuse'));
    if (fits(world, request)) steps.push(...partial(request, (what, fates, fault) => make(what, answered(fates), fault)));
  }
  if (awaited) {
    const timesOut = (next: World) => {
      const process = processToChange(next, who);
      giveUp(next, process, request);
      sendNext(next, who, process);
    };
    steps.push(landed ? make('times out', timesOut) : make('is given up while it is on its way', timesOut, 'late'));
  }
  if (landed && fits(world, request)) {
    steps.push(
      make('lands once more', (next) => parts.forEach(({ partition, values }) => appendValues(next, partition, values)), 'repeat'),
    );
  }
  return steps;
}

/** One partition of several fails, or the answer does not tell of it. */
function partial({ parts }: ProduceRequest, make: (what: string, fates: readonly Fate[], fault: Fault) => Step): Step[] {
  if (parts.length < 2) return [];
  return parts.flatMap(({ partition }, index) => {
    const but = (fate: Fate) => parts.map((_, other): Fate => (other === index ? fate : 'appended'));
    return [
      make(`lands, and the answer lacks partition ${partition}`, but('appended-unsaid'), 'missing'),
      make(`lands but in partition ${partition}, which the answer lacks`, but('missing'), 'missing'),
      make(`lands but in partition ${partition}, which is refused`, but('refused'), 'refuse'),
    ];
  });
}

const fits = ({ logs, scenario }: World, { parts }: ProduceRequest) =>
  parts.every(({ partition, values }) => logs[partition]!.length + values.length <= scenario.longest);

function storyOf({ owners, logs }: World, { owner, parts }: ProduceRequest): string {
  const of = parts.map(({ partition, attempt, values }) => {
    const ids = new Set(values.map((value) => (JSON.parse(value) as { commandid: string }).commandid));
    const { seq } = JSON.parse(values[0]!) as { seq: number };
    const place = logs.length > 1 ? ` in partition ${partition}` : '';
    return `${[...ids].join(' and ')} at seq ${seq}${place}${attempt > 1 ? ', sent again' : ''}`;
  });
  return `${owners[owner]!.name}'s batch (${of.join('; ')})`;
}
