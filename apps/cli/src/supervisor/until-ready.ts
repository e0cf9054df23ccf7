import { setTimeout as after } from 'node:timers/promises';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';

const READY_WITHIN_MS = 90_000;
const ASK_EVERY_MS = 150;
const ANSWER_WITHIN_MS = 5_000;

/** What `/health/ready` of an app says. */
export interface Health {
  ready: boolean;
  /** What is not in order, for people. */
  detail: string;
}

/** Asks an app once whether it takes requests. Never rejects: an app that does not answer is not ready. */
export async function healthOf(url: string): Promise<Health> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const report = (await answer.json()) as { status: string; checks?: Record<string, { ok: boolean; detail?: string }> };
    const failing = Object.entries(report.checks ?? {}).filter(([, { ok }]) => !ok);
    return {
      ready: answer.ok,
      detail: failing.map(([name, { detail }]) => `${name}: ${detail ?? 'not in order'}`).join('; ') || report.status,
    };
  } catch (error) {
    return { ready: false, detail: `it does not answer at ${url} (${reasonOf(error)})` };
  }
}

/** Resolves when the app takes requests; rejects with `up.not-ready` when that takes too long. */
export async function untilReady(name: string, url: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const { ready, detail } = await healthOf(url);
    if (ready) return;
    if (performance.now() > deadline) throw notReady(name, detail);
    await after(ASK_EVERY_MS, undefined, { signal });
  }
}

const notReady = (name: string, detail: string) =>
  new CliError(`${name} listens, and has not become ready within ${READY_WITHIN_MS / 1000} s`, {
    code: 'up.not-ready',
    why: `${detail}.`,
    todo: 'read its log in the folder "logs" of the deployment (.skein), then start again.',
    exit: exitCode.unreachable,
  });

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(Reflect.get(error.cause, 'code')) : error.message;
}
