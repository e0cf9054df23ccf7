import type { SkeinClient } from '@skein/client';
import { Annotate, StartWorkflow } from '@skein/contracts';

/** Medians in ms of what is done to one workflow, one thing after another. */
export interface Costs {
  append: number;
  read: number;
  /** From the start of a workflow with one step, over its offer to a poller, to its claim. */
  claim: number;
}

const ROUNDS = 100;
const plan = { step: 's', capability: 'bench/growth' };
/** Notes under way at once. */
const WIDTH = 8_192;

/** Gives a workflow so many more events, or many workflows their part of them. */
export async function addEvents(
  client: SkeinClient,
  streams: readonly string[],
  events: number,
  say: (line: string) => void,
): Promise<void> {
  let [next, told] = [0, 0];
  const note = async () => {
    for (let mine = next++; mine < events; mine = next++) {
      await client.send(Annotate({ text: `note ${mine}` }), {
        stream: streams[mine % streams.length]!,
        wait: 'logged',
        timeoutMs: 120_000,
      });
      if (mine - told >= 50_000) say(`${(told = mine).toLocaleString('en')} events of ${events.toLocaleString('en')}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(WIDTH, events) }, note));
}

export const startAll = (client: SkeinClient, streams: readonly string[]) =>
  Promise.all(streams.map((stream) => client.send(StartWorkflow({ title: 'bench', steps: [plan] }), { stream })));

/** What it costs to write to each of these workflows and to read its state, in turn, so that all meet the same machine. */
export async function costsOf(client: SkeinClient, streams: readonly string[], name: string): Promise<Costs[]> {
  const times = streams.map(() => ({ append: [] as number[], read: [] as number[], claim: [] as number[] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, stream] of streams.entries()) {
      const { append, read, claim } = times[index]!;
      append.push(await timed(() => client.send(Annotate({ text: 'measured' }), { stream })));
      read.push(await timed(() => client.workflows.state(stream)));
      claim.push(await timed(() => offerAndClaim(client, `${name}-${index}-${round}`)));
    }
  }
  return times.map(({ append, read, claim }) => ({ append: median(append), read: median(read), claim: median(claim) }));
}

async function offerAndClaim(client: SkeinClient, stream: string): Promise<void> {
  const capability = `bench/${stream}`;
  await client.send(StartWorkflow({ title: 'bench', steps: [{ step: 's', capability }] }), { stream });
  const claimed = Promise.withResolvers<void>();
  const worker = client.work({ capabilities: [capability], onEvent: ({ kind }) => kind === 'claimed' && claimed.resolve() }, () =>
    Promise.resolve({}),
  );
  await claimed.promise;
  await worker.stop();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const median = (times: number[]): number => Number((times.sort((a, b) => a - b)[times.length >> 1] ?? 0).toFixed(2));
