import { SkeinError } from '@skein/contracts';
import { CommandRejected } from '../commands/command-rejected.ts';
import type { Steps } from '../groups/steps.ts';
import { Done } from './done.ts';
import { FinalError } from './final-error.ts';
import type { Lease } from './lease.ts';
import type { Task, TaskHandler } from './task.ts';
import type { WorkerEvent } from './work-options.ts';

// An answer that is done is worth waiting for a server that restarts; the fence still decides.
const ANSWER_WITHIN_MS = 300_000;

/** Lets the handler work on a claimed task and sends what came of it. Resolves to how it ended; never rejects. */
export async function runTask(steps: Steps, task: Task, lease: Lease, handler: TaskHandler): Promise<WorkerEvent> {
  const { workflow, step, fence } = task;
  const send = { timeoutMs: ANSWER_WITHIN_MS };
  const settled = await settle(task, lease, handler);
  try {
    if (lease.lost) return { kind: 'lost', task, error: lease.lost };
    if ('output' in settled) {
      const refused = await unstorable(() => steps.complete(workflow, { step, fence, output: settled.output, ...settled.with }, send));
      if (!refused) return { kind: 'completed', task };
      return await fail(steps, task, refused, false);
    }
    return await fail(steps, task, settled.error, !(settled.error instanceof FinalError));
  } catch (error) {
    if (error instanceof CommandRejected) return { kind: 'lost', task, error };
    if (error instanceof SkeinError) return { kind: 'trouble', task, error };
    throw error;
  } finally {
    lease.end();
  }
}

type Settled = { output: unknown; with: Done['with'] } | { error: Error };

/** Does not wait for a handler that goes on after its signal. */
async function settle(task: Task, lease: Lease, handler: TaskHandler): Promise<Settled> {
  if (lease.signal.aborted) return { error: lease.signal.reason as Error };
  const stopped = Promise.withResolvers<never>();
  const stop = () => setImmediate(() => stopped.reject(lease.signal.reason)); // a handler that listens gets to answer first
  lease.signal.addEventListener('abort', stop, { once: true });
  try {
    const context = { signal: lease.signal, extend: (leaseMs?: number) => lease.extend(leaseMs) };
    const returned = await Promise.race([(async () => handler(task, context))(), stopped.promise]);
    return returned instanceof Done ? { output: returned.output, with: returned.with } : { output: returned, with: {} };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    lease.signal.removeEventListener('abort', stop);
  }
}

/** The error, when the output cannot be part of history and another attempt would make the same. */
async function unstorable(complete: () => Promise<unknown>): Promise<SkeinError | undefined> {
  try {
    await complete();
    return undefined;
  } catch (error) {
    if (
      error instanceof SkeinError &&
      !(error instanceof CommandRejected) &&
      /^(payload|request)\.|^command\.too-large$/.test(error.code)
    ) {
      return error;
    }
    throw error;
  }
}

async function fail(steps: Steps, task: Task, error: Error, retriable: boolean): Promise<WorkerEvent> {
  const { workflow, step, fence } = task;
  await steps.fail(workflow, { step, fence, error: failureOf(error), retriable }, { timeoutMs: ANSWER_WITHIN_MS });
  return { kind: 'failed', task, error, retriable };
}

const LONGEST_MESSAGE = 20_000;
const LONGEST_CODE = 500;

function failureOf(error: Error): { message: string; code?: string } {
  const code: unknown = Reflect.get(error, 'code');
  const message = carriable(error.message).slice(0, LONGEST_MESSAGE).toWellFormed() || error.name || 'The handler failed.';
  return { message, ...(typeof code === 'string' && code !== '' ? { code: carriable(code).slice(0, LONGEST_CODE).toWellFormed() } : {}) };
}

const carriable = (text: string) => text.replaceAll('\0', '\uFFFD');
