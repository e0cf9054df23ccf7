import { SkeinClient } from '@skein/client';
import { openDatabase } from '@skein/postgres';
import { setTimeout as pause } from 'node:timers/promises';
import type { Run } from '../home/run-file.ts';
import { addEvents, costsOf, startAll } from './load/growth.ts';
import { idle } from './load/idle.ts';
import { openLoop } from './load/open-loop.ts';
import { startPollers } from './load/pollers.ts';
import { stepLoad } from './load/step-load.ts';
import { metered } from './process/cpu-meter.ts';

/** What is measured, and how much of it. */
export interface Scale {
  workflows: number;
  fewWorkflows: number;
  /** Steps in each measured load. */
  steps: number;
  /** Of each open loop. */
  latencySeconds: number;
  /** Before what is idle is measured: Java compiles for most of a minute what it has run, and Node collects its garbage after some ninety seconds. */
  restSeconds: number;
  idleSeconds: number;
  pollers: number;
  polledSteps: number;
  /** Events of the long workflow. */
  longWorkflow: number;
  /** Events in a store that has grown. */
  grownStore: number;
}

const PER_SECOND = 500;
const TIMEOUT_MS = 120_000;
/** For read models that are behind with what a load has begun with. */
const SETTLE_MS = 15_000;
/** For read models, collectors and vacuum, which still work on what a store has just taken in. */
const AFTER_LOAD_MS = 20_000;
/** What is measured first must not be what is still cold. */
const WARM_PASSES = 6;
/** How long a poller's question waits: each asks again once in this time. */
const POLL_MS = 45_000;

/** The parts of the bench that need a deployment that runs. Each warms up by itself, and says how. */
export const liveParts = { idle: idleDeployment, latency, pollers, steps, growth };
export type LivePart = keyof typeof liveParts;
export const livePartNames = Object.keys(liveParts) as LivePart[];

interface Live {
  run: Run;
  scale: Scale;
  say(line: string): void;
}

const clientOf = ({ run }: Live, batch?: { commands: number; requests: number; slowAfterMs: number }) =>
  new SkeinClient({ url: run.gateway, key: run.key, timeoutMs: TIMEOUT_MS, ...(batch && { batch }) });

async function steps(live: Live) {
  const { run, scale, say } = live;
  const many = clientOf(live);
  const one = clientOf(live, { commands: 1, requests: scale.fewWorkflows, slowAfterMs: 0 });
  const load = (client: SkeinClient, workflows: number, count: number, name: string) =>
    metered(run.pids, () => stepLoad(client, { workflows, stepsPerWorkflow: Math.max(1, Math.round(count / workflows)) }, name));
  say('steps: warming up');
  await load(many, scale.fewWorkflows, scale.steps / 4, 'warm');
  say(`steps: ${scale.workflows} workflows at once`);
  const inFlight = await load(many, scale.workflows, scale.steps, 'many');
  say(`steps: ${scale.fewWorkflows} workflows at once`);
  const few = await load(many, scale.fewWorkflows, scale.steps / 2, 'few');
  say('steps: one command in a request, warming up');
  await load(one, scale.fewWorkflows, scale.steps / 16, 'warm-single');
  say('steps: one command in a request');
  const single = await load(one, scale.fewWorkflows, scale.steps / 8, 'single');
  return { inFlight, few, single };
}

async function latency(live: Live) {
  const { run, scale, say } = live;
  const client = clientOf(live);
  const settled = () => pause(SETTLE_MS);
  say('latency: warming up');
  await openLoop(client, { wait: 'stored', perSecond: PER_SECOND, seconds: scale.latencySeconds * 2 }, 'open-warm', settled);
  const measured = (wait: 'logged' | 'stored') => {
    say(`latency: ${PER_SECOND} commands/s to "${wait}"`);
    const loop = { wait, perSecond: PER_SECOND, seconds: scale.latencySeconds };
    return metered(run.pids, () => openLoop(client, loop, `open-${wait}`, settled));
  };
  return { logged: await measured('logged'), stored: await measured('stored') };
}

async function pollers(live: Live) {
  const { run, scale, say } = live;
  const database = await openDatabase({ url: run.databaseUrl, schema: 'event_store', applicationName: 'bench' });
  const all = { ...run.pids, client: process.pid };
  await rest(live, 'pollers');
  say('pollers: none of them yet');
  const without = await idle(all, scale.idleSeconds);
  const waiting = startPollers(clientOf(live), scale.pollers);
  try {
    say(`pollers: ${scale.pollers} of them, and nothing to do`);
    await pause(POLL_MS); // those who have asked once are warm
    const waited = await idle(all, scale.idleSeconds);
    say(`pollers: ${scale.polledSteps} steps`);
    return { without, idle: waited, ...(await waiting.work(database, scale.polledSteps)) };
  } finally {
    await waiting.stop();
    await database.close();
  }
}

async function idleDeployment(live: Live) {
  const { run, scale, say } = live;
  await rest(live, 'idle');
  say(`idle: ${scale.idleSeconds} s`);
  return idle(run.pids, scale.idleSeconds);
}

async function rest({ scale, say }: Live, part: LivePart): Promise<void> {
  say(`${part}: ${scale.restSeconds} s of rest first`);
  await pause(scale.restSeconds * 1000);
}

async function growth(live: Live) {
  const { scale, say } = live;
  const client = clientOf(live);
  const [short, long, warm] = ['bench-short', 'bench-long', 'bench-warm'];
  await startAll(client, [short, long, warm]);
  await addEvents(client, [short], 98, say);
  await addEvents(client, ['bench-long'], 9_000, say);
  say('growth: warming up');
  for (let pass = 0; pass < WARM_PASSES; pass++) await costsOf(client, [warm], `warm-${pass}`);
  say('growth: costs in a small store');
  await pause(AFTER_LOAD_MS);
  const [inSmallStore] = await costsOf(client, [short], 'small');
  say('growth: a long workflow');
  await addEvents(client, [long], scale.longWorkflow - 9_000, say);
  const [ofShort, ofLong] = await costsOf(client, [short, long], 'long');
  say('growth: a large store');
  const others = Array.from({ length: 1_000 }, (_, i) => `bench-others-${i}`);
  await startAll(client, others);
  await addEvents(client, others, Math.max(0, scale.grownStore - scale.longWorkflow), say);
  await pause(AFTER_LOAD_MS);
  const [inGrownStore] = await costsOf(client, [short], 'grown');
  return { inSmallStore, inGrownStore, ofShort, ofLong };
}
