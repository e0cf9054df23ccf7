// A process of its own between the stack and one server: it starts the server, and ends it as soon as the stack's process is gone, however that went.
import { spawn, type ChildProcess } from 'node:child_process';
import { sendSignal } from './end-process.ts';
import type { GuardOrder, GuardReport, GuardRequest } from './guard.protocol.ts';

let order: GuardOrder | undefined;
let server: ChildProcess | undefined;
let ending = false;

function run(given: GuardOrder): void {
  order = given;
  const { command, args, cwd, env, uid, gid } = given;
  // A group of its own: what the server has started can be ended with it.
  const child = spawn(command, args, { cwd, env, uid, gid, detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
  server = child;
  child.on('spawn', () => report({ kind: 'started', pid: child.pid! }));
  child.on('error', (error) => {
    if (child.pid === undefined) finish({ kind: 'not-started', why: error.message });
  });
  child.on('exit', (code, signal) => {
    if (process.platform !== 'win32') sendSignal(-child.pid!, 'SIGKILL');
    finish({ kind: 'exited', code, signal });
  });
}

function end(): void {
  if (!order || !server) process.exit();
  if (ending) return;
  ending = true;
  let delay = 0;
  for (const { signal, waitMs } of order.ending) {
    setTimeout(() => server?.kill(signal), delay);
    delay += waitMs;
  }
}

function report(message: GuardReport, then: () => void = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, then);
  else then();
}

function finish(message: GuardReport): void {
  report(message, () => process.exit());
}

process.on('message', (request: GuardRequest) => (request.kind === 'run' ? run(request.order) : end()));
process.on('disconnect', end);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
