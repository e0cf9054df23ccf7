import { SkeinClient } from '@skein/client';
import type { Run } from '../../home/run-file.ts';
import { stepLoad } from './step-load.ts';

const WORKFLOWS = 500;

/** Something for the parts that only read what others have left, when no other part is asked for. */
export async function makeHistory(run: Run, steps: number): Promise<void> {
  const client = new SkeinClient({ url: run.gateway, key: run.key, timeoutMs: 120_000 });
  await stepLoad(client, { workflows: WORKFLOWS, stepsPerWorkflow: Math.max(1, Math.round(steps / WORKFLOWS)) }, 'history');
}
