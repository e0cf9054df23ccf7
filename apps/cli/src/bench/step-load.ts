import { SkeinClient } from '@skein/client';
import { ClaimStep, CompleteStep, StartWorkflow } from '@skein/contracts';

export interface StepLoad {
  /** Workflows that move at the same time; each takes its steps one after another. */
  workflows: number;
  stepsPerWorkflow: number;
}

export interface StepFigures extends StepLoad {
  steps: number;
  seconds: number;
  stepsPerSecond: number;
  /** Of claim and completion together, both answered `stored`, in ms. */
  p50: number;
  p99: number;
}

/** Closed loop: every step is claimed and completed, both answered `stored`. What comes before the measured part is not counted. */
export async function stepLoad(client: SkeinClient, { workflows, stepsPerWorkflow }: StepLoad, name: string): Promise<StepFigures> {
  const steps = Array.from({ length: stepsPerWorkflow }, (_, i) => ({ step: `s${i}`, capability: 'bench' }));
  const ids = Array.from({ length: workflows }, (_, i) => `bench-${name}-${i}`);
  await Promise.all(ids.map((stream) => client.send(StartWorkflow({ title: 'bench', steps }), { stream })));
  const took: number[] = [];
  const begun = performance.now();
  await Promise.all(
    ids.map(async (stream) => {
      for (const { step } of steps) {
        const started = performance.now();
        const claimed = await client.send(ClaimStep({ step, leaseMs: 600_000 }), { stream });
        const fence = Number(claimed.events?.[0]?.answer?.fence);
        await client.send(CompleteStep({ step, fence, output: { text: 'x'.repeat(64) } }), { stream });
        took.push(performance.now() - started);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  took.sort((a, b) => a - b);
  const at = (part: number) => Number((took[Math.floor(took.length * part)] ?? 0).toFixed(1));
  return {
    workflows,
    stepsPerWorkflow,
    steps: took.length,
    seconds,
    stepsPerSecond: Math.round(took.length / seconds),
    p50: at(0.5),
    p99: at(0.99),
  };
}
