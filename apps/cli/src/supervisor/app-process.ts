import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { identify, type ProcessIdentity } from '@skein/local';
import { appFailure } from './app-failure.ts';
import type { AppLog } from './app-log.ts';
import type { AppPlan } from './app-plan.ts';
import type { Running } from './keep-running.ts';
import { nodeFlags } from './node-flags.ts';

/** A little longer than an app gives itself (STOP_TIMEOUT_MS), so that it can say what it was waiting for. */
const STOP_WITHIN_MS = 12_000;
const KEPT_CHARS = 4_000;

/** One run of an app as a child of this process. It ends with this process, even when that is killed: its standard input ends then. */
export class AppProcess implements Running {
  readonly identity: ProcessIdentity | undefined;
  readonly ended: Promise<string>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #listening = Promise.withResolvers<void>();
  #said = '';

  private constructor(plan: AppPlan, log: AppLog) {
    // Detached: a Ctrl-C in the terminal reaches the supervisor only, which then ends the apps in order.
    this.#child = spawn(process.execPath, [...nodeFlags(plan.name), plan.main], {
      detached: true,
      env: { ...process.env, ...plan.env, HOST: '127.0.0.1', PORT: String(plan.port), SKEIN_PARENT_PIPE: 'stdin' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.identity = this.#child.pid === undefined ? undefined : identify(this.#child.pid);
    this.#child.stdin.on('error', () => undefined); // it has ended, and says so itself
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      if (line.startsWith('{"ready":true')) this.#listening.resolve();
      else log.write(line);
    });
    createInterface({ input: this.#child.stderr }).on('line', (line) => {
      this.#said = `${this.#said}${line}\n`.slice(-KEPT_CHARS);
      log.write(line);
    });
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#child.on('error', (error) => resolve(error.message));
    this.#child.on('close', (code, signal) => {
      const how = signal ?? `code ${code}`;
      this.#listening.reject(appFailure(plan.name, { code, how }, this.#said, plan.log));
      resolve(how);
    });
    this.#listening.promise.catch(() => undefined); // whoever waits for it gets it as well
  }

  /** Starts it; `listening` tells when it can be reached. */
  static start(plan: AppPlan, log: AppLog): AppProcess {
    return new AppProcess(plan, log);
  }

  /** Resolves when it can be reached; rejects with what it says when it ends before. */
  get listening(): Promise<void> {
    return this.#listening.promise;
  }

  /** Asks it to stop, ends it by force when it does not, and resolves when it is gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.ended;
    clearTimeout(force);
  }
}
