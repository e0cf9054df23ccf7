import { fork } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PartExit } from '../stack.ts';
import { endProcess } from './end-process.ts';
import type { GuardOrder, GuardReport, GuardRequest } from './guard.protocol.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';

// The same file type as this one: run from source by Node itself, or compiled.
const guardFile = fileURLToPath(new URL(`./guard.main${extname(import.meta.url)}`, import.meta.url));

/** A running server that ends with this process, even when this process is killed. */
export interface GuardedProcess {
  readonly identity: ProcessIdentity;
  readonly exited: Promise<PartExit>;
  /** Set once it has ended. */
  readonly exit: PartExit | undefined;
  /** Ends it step by step, and waits until it has ended. May be called again. */
  end(): Promise<void>;
}

/** Starts a server under a guard. Its output is appended to the file `output`. Rejects when the command cannot be run. */
export async function startGuarded(order: GuardOrder, output: string): Promise<GuardedProcess> {
  await mkdir(dirname(output), { recursive: true });
  const file = await open(output, 'a', 0o600);
  // Detached: a Ctrl-C in the terminal reaches the stack only, which then ends its parts in order.
  const guard = fork(guardFile, [], { execArgv: [], env: guardEnv(), detached: true, stdio: ['ignore', file.fd, file.fd, 'ipc'] });
  const started = Promise.withResolvers<number>();
  const ended = Promise.withResolvers<PartExit>();
  guard.on('message', (report: GuardReport) => {
    if (report.kind === 'started') started.resolve(report.pid);
    if (report.kind === 'not-started') started.reject(new Error(`${order.command} could not be run: ${report.why}`));
    if (report.kind === 'exited') ended.resolve({ code: report.code, signal: report.signal });
  });
  guard.on('error', (error) => started.reject(error));
  // Both: the process can be gone before the last of its messages has been read.
  const guardGone = Promise.all(['exit', 'disconnect'].map((event) => new Promise<void>((resolve) => guard.on(event, () => resolve()))));
  void guardGone.then(() => started.reject(new Error(`the guard of ${order.command} ended early`)));
  const tell = (request: GuardRequest) => guard.connected && guard.send(request);

  try {
    tell({ kind: 'run', order });
    const pid = await started.promise;
    const identity = identify(pid) ?? { pid, started: 'ended' };
    void guardGone.then(async () => {
      // Only when somebody killed the guard: nobody else looks after the server then.
      await endProcess(identity, order.ending);
      ended.resolve({ code: null, signal: 'SIGKILL' });
    });
    return new Guarded(identity, ended.promise, async () => {
      tell({ kind: 'end' });
      await Promise.all([ended.promise, guardGone]);
    });
  } finally {
    await file.close();
  }
}

class Guarded implements GuardedProcess {
  exit: PartExit | undefined;
  readonly identity: ProcessIdentity;
  readonly exited: Promise<PartExit>;
  readonly end: () => Promise<void>;

  constructor(identity: ProcessIdentity, exited: Promise<PartExit>, end: () => Promise<void>) {
    this.identity = identity;
    this.exited = exited;
    this.end = end;
    void exited.then((exit) => (this.exit = exit));
  }
}

function guardEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _meantForThisProcess, ...env } = process.env;
  return env;
}
