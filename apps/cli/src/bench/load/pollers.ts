import type { SkeinClient } from '@skein/client';
import { StartWorkflow } from '@skein/contracts';
import type { Database } from '@skein/postgres';

export interface PollerFigures {
  pollers: number;
  steps: number;
  seconds: number;
  /** Claims that were sent, won or lost, for each step. */
  claimsPerStep: number;
}

const PREFIX = 'bench-poll-';
const capability = 'bench/poll';

/** Agents that all can do the same thing, and wait for it. */
export function startPollers(client: SkeinClient, count: number) {
  let completed = 0;
  let reached: { count: number; resolve: () => void } | undefined;
  const onEvent = ({ kind }: { kind: string }) => {
    if (kind === 'completed') completed += 1;
    if (reached && completed >= reached.count) reached.resolve();
  };
  const workers = Array.from({ length: count }, () => client.work({ capabilities: [capability], onEvent }, () => Promise.resolve({})));
  return {
    /** Gives them so many steps at once, each in a workflow of its own; resolves when all are done. */
    async work(database: Database, steps: number): Promise<PollerFigures> {
      const { promise, resolve } = Promise.withResolvers<void>();
      reached = { count: completed + steps, resolve };
      const begun = performance.now();
      const plan = { title: 'bench', steps: [{ step: 's', capability }] };
      await Promise.all(Array.from({ length: steps }, (_, i) => client.send(StartWorkflow(plan), { stream: `${PREFIX}${i}` })));
      await promise;
      const seconds = (performance.now() - begun) / 1000;
      return { pollers: count, steps, seconds, claimsPerStep: (await commandsOf(database)) / steps - STARTS_AND_COMPLETIONS };
    },
    stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))),
  };
}

/** Each step has one of each; every other command about it is a claim. */
const STARTS_AND_COMPLETIONS = 2;

async function commandsOf(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `select count(*)::int8 as n from event_store.command_results where category = 'workflow' and stream like $1`,
    [`${PREFIX}%`],
  );
  return row?.n ?? 0;
}
