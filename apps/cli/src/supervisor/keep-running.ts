import { setTimeout as after } from 'node:timers/promises';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';
import { MOST_FAILURES, RestartPolicy } from './restart-policy.ts';

/** A server that runs now. */
export interface Running {
  /** Resolves when it has ended, with how: `code 1`, `SIGKILL`. */
  ended: Promise<string>;
}

/** Something that shall run all the time. */
export interface KeptServer {
  name: string;
  /** Where it says why it failed. */
  log: string;
  /** Starts it, for the first time or again; rejects when it does not come up. */
  start(): Promise<Running>;
}

interface Keeping {
  /** Aborted when the server shall end: nothing is started after that. */
  signal: AbortSignal;
  say(line: string): void;
  /** It runs already. */
  running?: Running;
  /** Default: a new one. */
  policy?: RestartPolicy;
}

/**
 * Starts a server, and starts it again whenever it ends, with a pause that grows. Resolves when `signal` is aborted; rejects when the
 * first start fails for a reason that another try does not mend, or when it has ended ten times within a minute.
 */
export async function keepRunning(server: KeptServer, { signal, say, running, policy = new RestartPolicy() }: Keeping): Promise<void> {
  let hasRun = running !== undefined;
  while (!signal.aborted) {
    let how: string;
    try {
      running ??= await server.start();
      hasRun = true;
      how = `ended (${await running.ended})`;
    } catch (error) {
      if (!hasRun && !mayPass(error) && !signal.aborted) throw error;
      how = `could not be started (${error instanceof Error ? error.message : String(error)})`;
    }
    running = undefined;
    if (signal.aborted) return;
    const pause = policy.failed(performance.now());
    if (pause === undefined) throw givenUp(server, how);
    say(`${server.name} ${how}; starting it again`);
    await after(pause, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}

// A part that does not answer yet may soon, a port that is taken may be free again in a moment.
const mayPass = (error: unknown): boolean =>
  error instanceof CliError && (error.exit === exitCode.unreachable || error.code === 'port.in-use');

const givenUp = ({ name, log }: KeptServer, how: string) =>
  new CliError(`${name} does not stay up`, {
    code: 'up.gave-up',
    why: `it failed ${MOST_FAILURES} times within a minute; the last time it ${how}.`,
    todo: `read the end of ${log}; "skein doctor" checks what it needs.`,
    exit: exitCode.unreachable,
  });
