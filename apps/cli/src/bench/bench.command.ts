import { resetStack } from '@skein/local';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../command/context.ts';
import { examples, type Register } from '../command/register.ts';
import { countOption, wrongValue } from '../command/wrong-value.ts';
import type { Run } from '../home/run-file.ts';
import { Deployment } from '../up/deployment.ts';
import { benchTable, type BenchResult } from './bench-table.ts';
import { costs } from './costs/costs.ts';
import { livePartNames, liveParts, type LivePart, type Scale } from './live-parts.ts';
import { makeHistory } from './load/make-history.ts';
import { machine } from './process/machine.ts';
import { retrievalBench } from './retrieval/retrieval.commands.ts';
import { searchBench } from './search/search-bench.command.ts';
import { storeParts } from './store/store-parts.ts';

interface BenchOptions {
  workflows: string;
  steps: string;
  partitions: string;
  events: string;
}

/** Those that need what others have left, and only broker and database. */
const LATER = ['store', 'costs'];
const ALL = [...livePartNames, ...LATER];
/** Those that leave steps in the store. */
const LEAVE_STEPS = ['pollers', 'steps'];
/**
 * Those with a deployment of their own: the others are measured in a store without the million events of growth, and while read models are not busy
 * with the tens of thousands of workflows that latency starts.
 */
const ALONE = ['latency', 'growth'];

export const bench: Register = (program, run) => {
  const command = program
    .command('bench')
    .description('measure deployments of its own on this machine, beside references of the same run')
    .argument('[parts...]', `what to measure: ${ALL.join(', ')} (default: all)`)
    .option('--workflows <number>', 'workflows that move at the same time', '4000')
    .option('--steps <number>', 'steps that they take together', '100000')
    .option('--partitions <number>', 'partitions of each topic', '8')
    .option('--events <number>', 'events of the store that has grown, and of the one whose rows are made anew', '1000000')
    .addHelpText(
      'after',
      examples('skein bench', 'skein bench steps store --steps 20000', 'skein bench steps --partitions 1', 'skein bench costs --json'),
    )
    .action(run<BenchOptions>(measure));
  retrievalBench(command, run);
  searchBench(command, run);
};

async function measure({ terminal, interrupted, env }: Context, options: BenchOptions, ...given: string[]): Promise<void> {
  const asked = given.flat().length > 0 ? given.flat() : ALL;
  const unknown = asked.find((part) => !ALL.includes(part));
  if (unknown !== undefined)
    throw wrongValue(`"${unknown}" is no part of the bench`, `these are: ${ALL.join(', ')}.`, 'name some of them, or none for all.');
  const scale = scaleOf(options);
  const partitions = countOption('--partitions', options.partitions);
  const say = (line: string) => terminal.say(line);
  const result: BenchResult = { machine: machine(), partitions };
  const alone = asked.filter((part) => ALONE.includes(part));
  for (const parts of [asked.filter((part) => !ALONE.includes(part)), ...alone.map((part) => [part])]) {
    if (parts.length === 0) continue;
    const home = await mkdtemp(join(tmpdir(), 'skein-bench-'));
    try {
      await withDeployment({ home, env, partitions, signal: interrupted, say }, async (run) => {
        for (const part of livePartNames.filter((name) => parts.includes(name))) {
          Object.assign(result, { [part]: await liveParts[part as LivePart]({ run, scale, say }) });
        }
        if (!parts.some((part) => LATER.includes(part)) || parts.some((part) => LEAVE_STEPS.includes(part))) return;
        say(`steps for what comes later: ${scale.steps / 4}`);
        await makeHistory(run, scale.steps / 4);
      });
      if (parts.includes('store'))
        Object.assign(result, await storeParts({ home, env, partitions, events: scale.grownStore, say, signal: interrupted }));
      if (parts.includes('costs')) result.costs = await costs({ home, env, say, signal: interrupted });
    } finally {
      await resetStack(home);
      await rm(home, { recursive: true, force: true });
    }
  }
  terminal.result(result, benchTable(result));
}

function scaleOf({ workflows, steps, events }: BenchOptions): Scale {
  const grownStore = countOption('--events', events);
  return {
    workflows: countOption('--workflows', workflows),
    fewWorkflows: 500,
    steps: countOption('--steps', steps),
    latencySeconds: 20,
    restSeconds: 120,
    idleSeconds: 20,
    pollers: 200,
    polledSteps: 1_000,
    longWorkflow: grownStore / 10,
    grownStore,
  };
}

interface Surroundings {
  home: string;
  env: NodeJS.ProcessEnv;
  partitions: number;
  signal: AbortSignal;
  say(line: string): void;
}

async function withDeployment({ say, ...rest }: Surroundings, work: (run: Run) => Promise<void>): Promise<void> {
  const step = (what: string) => say(`starting ${what}`);
  const deployment = await Deployment.start({ ...rest, topicPrefix: '', say: () => undefined, step });
  try {
    await Promise.race([work(deployment.run), deployment.failed]);
  } finally {
    await deployment.stop();
  }
}
