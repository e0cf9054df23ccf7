import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const root = new URL('../../../../', import.meta.url);
const hooks = new URL('test/typescript-hooks.mjs', root).href;

/** An app as a process of its own, which can be frozen and killed. It runs the sources, and ends with this process. */
export class ChildApp {
  /** Its log lines. */
  readonly log: string[] = [];
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #exited: Promise<unknown[]>;
  #url = '';

  private constructor(
    readonly name: string,
    env: Readonly<Record<string, string>>,
  ) {
    const main = fileURLToPath(new URL(`apps/${name}/src/main.ts`, root));
    this.#child = spawn(process.execPath, ['--import', hooks, '--conditions', 'skein-source', '--no-warnings', main], {
      env: { ...process.env, ...env, HOST: '127.0.0.1', SKEIN_PARENT_PIPE: 'stdin' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdin.on('error', () => undefined); // it has ended, and that is seen below
    this.#exited = once(this.#child, 'exit');
  }

  /** Resolves when it listens. */
  static async start(name: string, env: Readonly<Record<string, string>>): Promise<ChildApp> {
    const app = new ChildApp(name, env);
    await app.#listening();
    return app;
  }

  get url(): string {
    return this.#url;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** SIGSTOP; resolves when not one of its threads runs any more. */
  async freeze(): Promise<void> {
    this.#child.kill('SIGSTOP');
    await until(`${this.name} stands still`, () => stateOf(this.pid) === 'T');
  }

  wake(): void {
    this.#child.kill('SIGCONT');
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** As an operator would; resolves with its exit code when it is gone. */
  async stop(): Promise<number | null> {
    if (!this.ended) {
      this.wake();
      this.#child.kill('SIGTERM');
      await this.#exited;
    }
    return this.#child.exitCode;
  }

  async #listening(): Promise<void> {
    const ready = Promise.withResolvers<string>();
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (line.startsWith('{"ready":true')) ready.resolve((JSON.parse(line) as { url: string }).url);
        else this.log.push(line);
      });
    }
    void this.#exited.then(() => ready.reject(new Error(`${this.name} ended before it listened:\n${this.log.slice(-20).join('\n')}`)));
    this.#url = await ready.promise;
  }
}

function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0];
}
