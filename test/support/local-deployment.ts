import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const skein = fileURLToPath(new URL('../../apps/cli/bin/skein.mjs', import.meta.url));

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** `skein up` in a home of its own, as a user would run it. */
export class LocalDeployment {
  private constructor(
    readonly home: string,
    private readonly up: ChildProcess,
    readonly info: { gateway: string; services: Record<string, string>; pids: Record<string, number>; pid: number },
  ) {}

  /** `options` of `skein up`. */
  static async start(...options: string[]): Promise<LocalDeployment> {
    const home = await mkdtemp(join(tmpdir(), 'skein-home-'));
    const up = spawn(process.execPath, [skein, 'up', '--json', ...options], {
      // the channel ends it with this process, also when that is killed
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: environment(home),
    });
    let said = '';
    up.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
    const failed = once(up, 'exit').then(([code]) => {
      throw new Error(`skein up ended with ${code}:\n${said}`);
    });
    const [line] = (await Promise.race([once(createInterface({ input: up.stdout! }), 'line'), failed])) as [string];
    failed.catch(() => undefined); // from here on it ends when it is stopped
    return new LocalDeployment(home, up, JSON.parse(line) as LocalDeployment['info']);
  }

  /** Runs one command of the CLI to its end. */
  async skein(...args: string[]): Promise<Ended> {
    const child = spawn(process.execPath, [skein, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: environment(this.home) });
    const ended: Ended = { code: null, out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.err += text));
    [ended.code] = (await once(child, 'close')) as [number | null];
    return ended;
  }

  /** Processes as of now: a restart changes them. */
  async pids(): Promise<Record<string, number>> {
    return (JSON.parse(await readFile(join(this.home, 'run.json'), 'utf8')) as { pids: Record<string, number> }).pids;
  }

  /** Whether every replica takes requests. */
  async isReady(): Promise<boolean> {
    const urls = Object.values(this.info.services);
    const answers = await Promise.allSettled(urls.map((url) => fetch(`${url}/health/ready`)));
    return answers.every((answer) => answer.status === 'fulfilled' && answer.value.ok);
  }

  /** The development key. */
  async key(): Promise<string> {
    return (await readFile(join(this.home, 'development.key'), 'utf8')).trim();
  }

  async stop(): Promise<void> {
    if (this.up.exitCode === null) {
      this.up.kill('SIGTERM');
      await once(this.up, 'exit');
    }
    // The database may lie outside of the home: `reset` knows where.
    await this.skein('reset', '--yes');
    await rm(this.home, { recursive: true, force: true });
  }
}

const environment = (home: string) => {
  const { KAFKA_BROKERS: _brokers, DATABASE_URL: _database, SKEIN_URL: _url, SKEIN_API_KEY: _key, ...rest } = process.env;
  return { ...rest, SKEIN_HOME: home, NO_COLOR: '1' };
};
