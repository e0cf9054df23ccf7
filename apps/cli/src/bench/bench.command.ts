import { SkeinClient } from '@skein/client';
import { DatabaseServer, resetStack, startStack } from '@skein/local';
import { openDatabase } from '@skein/postgres';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../command/context.ts';
import { examples, type Register } from '../command/register.ts';
import { root } from '../place.ts';
import { Deployment } from '../up/deployment.ts';
import { copyReference } from './copy-reference.ts';
import { drain } from './drain.ts';
import { machine } from './machine.ts';
import { stepLoad } from './step-load.ts';

const PARTITIONS = 8;
/** A claim and a completion. */
const EVENTS_PER_STEP = 2;

interface BenchOptions {
  workflows: string;
  steps: string;
}

export const bench: Register = (program, run) => {
  program
    .command('bench')
    .description('measure a deployment of its own on this machine, beside references of the same run')
    .option('--workflows <number>', 'workflows that move at the same time', '500')
    .option('--steps <number>', 'steps of each', '40')
    .addHelpText('after', examples('skein bench', 'skein bench --workflows 100 --json'))
    .action(run<BenchOptions>(measure));
};

async function measure({ terminal, interrupted, env }: Context, { workflows, steps }: BenchOptions): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'skein-bench-'));
  const say = (line: string) => terminal.say(line);
  try {
    const load = await withDeployment({ home, env, signal: interrupted, say }, async ({ gateway, key }) => {
      const client = new SkeinClient({ url: gateway, key, timeoutMs: 60_000 });
      say('warming up');
      await stepLoad(client, { workflows: 100, stepsPerWorkflow: 10 }, 'warm');
      say('steps answered "stored"');
      return stepLoad(client, { workflows: Number(workflows), stepsPerWorkflow: Number(steps) }, 'run');
    });
    const { copy, drained } = await withStack({ home, env, say, signal: interrupted });
    const ratio = (perSecond: number) => Number((perSecond / copy.rowsPerSecond).toFixed(3));
    const result = {
      machine: machine(),
      steps: { ...load, toCopy: ratio(load.stepsPerSecond * EVENTS_PER_STEP) },
      drain: { ...drained, toCopy: ratio(drained.eventsPerSecond) },
      copy,
    };
    terminal.result(result, table(result));
  } finally {
    await resetStack(home);
    await rm(home, { recursive: true, force: true });
  }
}

interface Surroundings {
  home: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  say(line: string): void;
}

async function withDeployment<T>({ home, env, signal, say }: Surroundings, work: (run: Deployment['run']) => Promise<T>): Promise<T> {
  const step = (what: string) => say(`starting ${what}`);
  const deployment = await Deployment.start({ home, env, topicPrefix: '', partitions: PARTITIONS, signal, say: () => undefined, step });
  try {
    return await Promise.race([work(deployment.run), deployment.failed]);
  } finally {
    await deployment.stop();
  }
}

/** Only broker and database run: what is measured has the machine for itself. */
async function withStack({ home, env, signal, say }: Surroundings) {
  const stack = await startStack({ home, env });
  try {
    const database = await openDatabase({ url: stack.databaseUrl, schema: 'event_store', applicationName: 'bench', statementTimeoutMs: 0 });
    const [{ n } = { n: 0 }] = await database.query<{ n: number }>('select sum(seq)::int8 as n from event_store.cursors');
    say(`COPY of the same ${n} rows`);
    const copy = await copyReference(database);
    await database.close();
    say('draining Kafka into an empty database');
    const server = new DatabaseServer(stack.databaseUrl);
    await server.create('bench_drain');
    const storeEnv = { KAFKA_BROKERS: stack.brokers.join(','), TOPIC_PREFIX: '', PARTITIONS: String(PARTITIONS) };
    const main = join(root, 'apps/event-store/dist/main.js');
    return { copy, drained: await drain({ main, url: server.urlOf('bench_drain'), env: storeEnv, records: n }, signal) };
  } finally {
    await stack.stop();
  }
}

type Result = {
  machine: ReturnType<typeof machine>;
  steps: Awaited<ReturnType<typeof stepLoad>> & { toCopy: number };
  drain: Awaited<ReturnType<typeof drain>> & { toCopy: number };
  copy: Awaited<ReturnType<typeof copyReference>>;
};

const table = ({ machine: { cores, cpu, node }, steps, drain: drained, copy }: Result): string =>
  [
    `${cores} cores, ${cpu}, Node ${node}: broker, database, services and clients together`,
    '',
    `steps answered "stored"   ${steps.stepsPerSecond}/s   (${steps.workflows} workflows at once, p50 ${steps.p50} ms, p99 ${steps.p99} ms; events ${steps.toCopy} × COPY)`,
    `drain Kafka → Postgres    ${drained.eventsPerSecond} events/s   (${drained.toCopy} × COPY)`,
    `COPY of the same rows     ${copy.rowsPerSecond} rows/s`,
  ].join('\n');
