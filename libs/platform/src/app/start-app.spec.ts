import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const fixture = fileURLToPath(new URL('./start-app.fixture.ts', import.meta.url));
const hooks = new URL('../../../../test/typescript-hooks.mjs', import.meta.url).href;

/** The fixture as a process of its own, with what it has said so far. */
class Process {
  readonly lines: Record<string, unknown>[] = [];
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #exit: Promise<unknown[]>;
  errors = '';

  constructor(env: Record<string, string> = {}) {
    const args = ['--import', hooks, '--conditions', 'skein-source', '--no-warnings', fixture];
    this.child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#exit = once(this.child, 'close');
    createInterface(this.child.stdout).on('line', (line) => {
      this.lines.push(JSON.parse(line) as Record<string, unknown>);
      this.child.emit('line');
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
  }

  async line(fits: (line: Record<string, unknown>) => boolean) {
    for (;;) {
      const found = this.lines.find(fits);
      if (found) return found;
      await Promise.race([
        once(this.child, 'line'),
        this.#exit.then((code) => {
          if (!this.lines.some(fits)) throw new Error(`ended with ${String(code)}: ${this.errors}`);
        }),
      ]);
    }
  }
  said = (message: string) => this.line((line) => line['message'] === message);
  ready = async () => String((await this.line((line) => line['ready'] === true))['url']);
  exitCode = async () => (await this.#exit)[0];
}

describe('an app as a process', () => {
  let app: Process;
  const start = (env?: Record<string, string>) => (app = new Process(env));
  afterEach(() => void app.child.kill('SIGKILL'));

  it('says where it listens, in one line for its supervisor', async () => {
    start();
    await app.ready();
    expect(await app.line((line) => 'ready' in line)).toEqual({
      ready: true,
      name: 'fixture',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('on %s ends long polls, answers them, takes its parts down and exits with 0', async (signal) => {
    const url = await start().ready();
    const poll = fetch(`${url}/poll`);
    await app.said('polling');
    app.child.kill(signal);
    expect(await (await poll).json()).toEqual({ answered: 'while stopping' });
    expect(await app.exitCode()).toBe(0);
    expect(app.lines.map((line) => line['message']).filter(Boolean)).toEqual(['listening', 'polling', 'stopping', 'taken down', 'stopped']);
  });

  it('is not ready from the first moment of stopping, while it still answers', async () => {
    const url = await start({ STOP_DELAY_MS: '60000' }).ready();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    app.child.kill('SIGTERM');
    await app.said('stopping');
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'stopping', checks: {} }]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('ends with 1 when a request does not end in time', async () => {
    const url = await start({ STOP_TIMEOUT_MS: '100' }).ready();
    const stuck = fetch(`${url}/stuck`);
    await app.said('stuck');
    app.child.kill('SIGTERM');
    await expect(stuck).rejects.toThrow();
    expect(await app.exitCode()).toBe(1);
    expect(app.lines.at(-1)).toMatchObject({ level: 'error', message: 'stopping took too long; the process ends' });
  });

  it('stops when its parent is gone, if it was told to watch', async () => {
    await start({ SKEIN_PARENT_PIPE: 'stdin' }).ready();
    app.child.stdin.end();
    expect(await app.exitCode()).toBe(0);
    expect(await app.said('stopping')).toMatchObject({ why: 'the parent is gone' });
  });

  it.each([
    ['throw', 'uncaughtException'],
    ['reject', 'unhandledRejection'],
  ])('logs an error that nobody handles (%s) and ends with 1', async (path, event) => {
    const url = await start().ready();
    await fetch(`${url}/${path}`).catch(() => 'the process ends before it answers');
    expect(await app.exitCode()).toBe(1);
    expect(app.lines.at(-1)).toMatchObject({ level: 'fatal', event, err: { stack: expect.stringContaining('nobody') } });
  });

  it('refuses a port that is taken, and says what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    start({ PORT: String(port) });
    expect(await app.exitCode()).toBe(78);
    other.close();
    expect(app.errors).toMatch(
      /^fixture: cannot listen on 127\.0\.0\.1:\d+\.\n {2}Why: +another program.*\n {2}Do: .*PORT.*\n {2}Code: port\.in-use\n$/,
    );
  });

  it('refuses a wrong configuration, and names every problem', async () => {
    start({ PORT: 'http', LOG_LEVEL: 'loud' });
    expect(await app.exitCode()).toBe(78);
    expect(app.errors).toContain('Code: config.invalid');
    expect(app.errors).toContain('PORT');
    expect(app.errors).toContain('LOG_LEVEL');
    expect(app.lines).toEqual([]);
  });
});
