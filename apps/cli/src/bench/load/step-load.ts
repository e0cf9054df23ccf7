import type { SkeinClient } from '@skein/client';
import { ClaimStep, CompleteStep, StartWorkflow } from '@skein/contracts';
import { quantiles, type Quantiles } from './quantiles.ts';

export interface StepLoad {
  /** Workflows that move at the same time; each takes its steps one after another. */
  workflows: number;
  stepsPerWorkflow: number;
}

export interface StepFigures extends StepLoad, Quantiles {
  steps: number;
  seconds: number;
  stepsPerSecond: number;
  eventsPerSecond: number;
}

/** A claim; a completion; and the next step, which comes with the completion. */
const EVENTS_PER_STEP = 3;
const planOf = (number: number) => ({ step: `s${number}`, capability: 'bench' });

/**
 * Closed loop: every step is claimed and completed, both answered `stored`. The workflows are started before; only steps are measured.
 * The times are those of claim and completion together.
 */
export async function stepLoad(client: SkeinClient, { workflows, stepsPerWorkflow }: StepLoad, name: string): Promise<StepFigures> {
  const ids = Array.from({ length: workflows }, (_, i) => `bench-${name}-${i}`);
  await Promise.all(ids.map((stream) => client.send(StartWorkflow({ title: 'bench', steps: [planOf(0)] }), { stream })));
  const took: number[] = [];
  const begun = performance.now();
  await Promise.all(
    ids.map(async (stream) => {
      for (let number = 0; number < stepsPerWorkflow; number++) {
        const { step } = planOf(number);
        const started = performance.now();
        const claimed = await client.send(ClaimStep({ step, leaseMs: 600_000 }), { stream });
        const fence = Number(claimed.events?.[0]?.answer?.fence);
        const output = { text: 'x'.repeat(64) };
        await client.send(CompleteStep({ step, fence, output, next: [planOf(number + 1)] }), { stream });
        took.push(performance.now() - started);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const stepsPerSecond = Math.round(took.length / seconds);
  const rates = { steps: took.length, seconds, stepsPerSecond, eventsPerSecond: Math.round((EVENTS_PER_STEP * took.length) / seconds) };
  return { workflows, stepsPerWorkflow, ...rates, ...quantiles(took) };
}
