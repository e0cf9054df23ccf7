import type { SkeinClient } from '@skein/client';
import { ClaimStep, StartWorkflow, type Wait } from '@skein/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { quantiles, type Quantiles } from './quantiles.ts';

export interface OpenLoopFigures extends Quantiles {
  wait: Wait;
  perSecond: number;
  commands: number;
}

export interface OpenLoop {
  wait: Wait;
  perSecond: number;
  /** That are measured, behind {@link RAMP_SECONDS} that are not. */
  seconds: number;
}

/** After a rest, programs and processors need a moment until they are as fast as they are under this load. */
const RAMP_SECONDS = 3;

/**
 * Open loop: one claim every 1/`perSecond` s, whatever has been answered meanwhile. A time runs from the moment when the command was due,
 * not from when it was sent, so that a stall counts for everyone who would have met it, one of this process too. The workflows are started
 * before, and `rest` lets read models come to their end with them.
 */
export async function openLoop(
  client: SkeinClient,
  { wait, perSecond, seconds }: OpenLoop,
  name: string,
  rest: () => Promise<void>,
): Promise<OpenLoopFigures> {
  const [ramp, commands] = [perSecond * RAMP_SECONDS, Math.round(perSecond * seconds)];
  const streams = Array.from({ length: ramp + commands }, (_, i) => `bench-${name}-${i}`);
  const plan = { title: 'bench', steps: [{ step: 's', capability: 'bench' }] };
  await Promise.all(streams.map((stream) => client.send(StartWorkflow(plan), { stream })));

  await rest();
  const begun = performance.now();
  const claim = async (stream: string, due: number) => {
    await client.send(ClaimStep({ step: 's', leaseMs: 3_600_000 }), { stream, wait });
    return performance.now() - due;
  };
  const claims: Promise<number>[] = [];
  for (const [index, stream] of streams.entries()) {
    const due = begun + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const running = claim(stream, due);
    running.catch(() => undefined); // told when all have been sent, so that the deployment is ended first
    claims.push(running);
  }
  const took = await Promise.all(claims);
  return { wait, perSecond, commands, ...quantiles(took.slice(ramp)) };
}
