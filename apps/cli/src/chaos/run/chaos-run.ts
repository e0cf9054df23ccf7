import { eventsTopic, type Category } from '@skein/contracts';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Deployment } from '../../up/deployment.ts';
import { healthOf, untilReady } from '../../supervisor/until-ready.ts';
import { checkHistory, type Verdict } from '../check/check-history.ts';
import { finding, type Finding } from '../check/finding.ts';
import { checkTrial } from '../check/trial-check.ts';
import { ChaosClient } from '../load/chaos-client.ts';
import type { ClientEntry } from '../load/client-entry.ts';
import type { PlannedFault } from '../plan/fault-plan.ts';
import { ClientTally } from './client-tally.ts';
import { readClientFiles } from './client-files.ts';
import { FaultInjector, type DoneFault } from './fault-injector.ts';
import type { ChaosProgress } from './progress-line.ts';
import { readTopic } from './raw-topics.ts';
import { readStore } from './store-rows.ts';
import { untilQuiet } from './until-quiet.ts';
import { verifyRun } from './verify-run.ts';

const CLIENTS = 4;
const CALLERS = 4;
const PARTITIONS = 8;
const QUIET_WITHIN_MS = 180_000;

export interface ChaosOrder {
  home: string;
  env: NodeJS.ProcessEnv;
  seed: number;
  lastsMs: number;
  plan: readonly PlannedFault[];
  signal: AbortSignal;
  say(line: string): void;
  progress(state: ChaosProgress): void;
}

export interface ChaosResult extends Verdict {
  faults: DoneFault[];
  entries: ClientEntry[];
}

/** Starts a deployment, lets clients work while its parts are killed and frozen, heals it, and checks everything. */
export async function chaosRun(order: ChaosOrder): Promise<ChaosResult> {
  const { home, env, signal, say } = order;
  // Parts of its own, whatever the surroundings name: these are killed.
  const own = { ...env, KAFKA_BROKERS: '', DATABASE_URL: '' };
  const replicas = { 'command-service': 2, 'event-store': 2 };
  const settings = { home, env: own, topicPrefix: '', partitions: PARTITIONS, replicas, signal };
  const deployment = await Deployment.start({ ...settings, say: () => undefined, step: (what) => say(`starting ${what}`) });
  try {
    return await Promise.race([work(deployment, order), deployment.failed]);
  } finally {
    await deployment.stop();
  }
}

async function work(deployment: Deployment, order: ChaosOrder): Promise<ChaosResult> {
  const { home, env, seed, lastsMs, plan, signal, say, progress } = order;
  const folder = join(home, 'clients');
  await mkdir(folder, { recursive: true });
  const { gateway, key, brokers, topicPrefix, partitions } = deployment.run;
  const place = { gateway, key, brokers, topicPrefix, partitions, callers: CALLERS };
  const clients = Array.from({ length: CLIENTS }, (_, i) => {
    const name = `c${i + 1}`;
    return new ChaosClient({ ...place, name, seed: seed * 10 + i, file: join(folder, `${name}.jsonl`) });
  });
  const files = clients.map((client) => client.order.file);
  const injector = new FaultInjector((target) => deployment.run.processes[target]);
  const tally = new ClientTally();
  const begun = performance.now();
  const shown = setInterval(() => {
    const before = tally.sent;
    tally.readOn(files);
    const leftMs = lastsMs - (performance.now() - begun);
    const { sent, answers } = tally;
    progress({ leftMs, faults: injector.done.length, planned: plan.length, sent, perSecond: sent - before, answers });
  }, 1_000);
  try {
    await injector.run(plan, lastsMs, signal);
    say('healing');
    const services = Object.entries(deployment.run.services);
    await Promise.all(services.map(([name, url]) => untilReady(name, url, signal)));
  } finally {
    clearInterval(shown);
    await Promise.all(clients.map((client) => client.stop()));
  }
  say('waiting for quiet');
  const quiet = await untilQuiet(deployment.run, QUIET_WITHIN_MS, signal);
  say('checking');
  const entries = await readClientFiles(files);
  const verdict = await verdictOn(deployment, entries, signal);
  if (!quiet) verdict.findings.push(finding('not-quiet', `commands or events were still waiting after ${QUIET_WITHIN_MS / 1000} s`));
  for (const [name, url] of Object.entries(deployment.run.services)) {
    const { ready, detail } = await healthOf(url);
    if (!ready) verdict.findings.push(finding('not-ready', `${name}: ${detail}`));
  }
  verdict.findings.push(...(await verifyRun(home, env)));
  verdict.findings.push(...checkTrial({ minutes: lastsMs / 60_000, planned: plan.length, faults: injector.done, clients: entries }));
  return { ...verdict, faults: injector.done, entries };
}

async function verdictOn({ run }: Deployment, clients: readonly ClientEntry[], signal: AbortSignal): Promise<Verdict> {
  const { partitions: stored, results } = await readStore(run.databaseUrl);
  const partitions = [];
  const short: Finding[] = [];
  for (const [category, own] of Map.groupBy(stored, (one) => one.category as Category)) {
    const ends = new Map(own.map(({ partition, nextOffset }) => [partition, nextOffset]));
    const topic = eventsTopic(category, run.topicPrefix);
    const { values, findings } = await readTopic(run.brokers, { category, topic }, ends, signal);
    short.push(...findings);
    partitions.push(...own.map(({ partition, rows }) => ({ category, partition, rows, values: values.get(partition)! })));
  }
  const verdict = checkHistory({ tenant: 'dev', partitions, results, clients });
  return { ...verdict, findings: [...short, ...verdict.findings] };
}
