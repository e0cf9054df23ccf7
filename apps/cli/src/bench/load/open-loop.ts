import type { SkeinClient } from '@skein/client';
import { ClaimStep, StartWorkflow, type Wait } from '@skein/contracts';
import { quantiles, type Quantiles } from './quantiles.ts';

export interface OpenLoopFigures extends Quantiles {
  wait: Wait;
  perSecond: number;
  commands: number;
}

/**
 * Open loop: one claim every 1/`perSecond` s, whatever has been answered meanwhile. A time runs from the moment when the command was due,
 * not from when it was sent, so that a stall counts for everyone who would have met it. The workflows are started before, and `rest` lets
 * read models come to their end with them.
 */
export async function openLoop(
  client: SkeinClient,
  { wait, perSecond, seconds }: { wait: Wait; perSecond: number; seconds: number },
  name: string,
  rest: () => Promise<void>,
): Promise<OpenLoopFigures> {
  const commands = Math.round(perSecond * seconds);
  const streams = Array.from({ length: commands }, (_, i) => `bench-${name}-${i}`);
  const plan = { title: 'bench', steps: [{ step: 's', capability: 'bench' }] };
  await Promise.all(streams.map((stream) => client.send(StartWorkflow(plan), { stream })));

  await rest();
  const begun = performance.now();
  const took = await Promise.all(
    streams.map(async (stream, index) => {
      const due = begun + (index * 1000) / perSecond;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      await client.send(ClaimStep({ step: 's', leaseMs: 3_600_000 }), { stream, wait });
      return performance.now() - due;
    }),
  );
  return { wait, perSecond, commands, ...quantiles(took) };
}
