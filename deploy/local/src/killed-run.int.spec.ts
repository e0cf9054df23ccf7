import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseServer } from './postgres/database-server.ts';
import { untilEnded } from './process/end-process.ts';
import { identify, isRunning, type ProcessIdentity } from './process/process-identity.ts';
import { resetStack } from './reset-stack.ts';
import { startStack } from './start-stack.ts';
import type { Stack } from './stack.ts';

const env = { ...process.env, KAFKA_BROKERS: '', DATABASE_URL: '' };
const entry = JSON.stringify(new URL('./index.ts', import.meta.url).href);

/** Starts a stack in a process of its own, which then does nothing more. */
async function runElsewhere(home: string) {
  const script = `import { startStack } from ${entry};
    const { pids, databaseUrl } = await startStack({ home: ${JSON.stringify(home)} });
    console.log(JSON.stringify({ pids, databaseUrl }));`;
  const runner = spawn(process.execPath, ['--input-type=module', '-e', script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  running = runner;
  const [line] = (await once(createInterface({ input: runner.stdout }), 'line')) as [string];
  const { pids, databaseUrl } = JSON.parse(line) as Pick<Stack, 'pids' | 'databaseUrl'>;
  const servers = [identify(pids.kafka!), identify(pids.postgres!)].filter((found): found is ProcessIdentity => found !== undefined);
  return { runner, servers, databaseUrl };
}

/** Ends with its test even when that fails. */
let running: ChildProcess | undefined;

const parentOf = (pid: number) => Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));

describe('when the process that started a stack is killed', () => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'skein-killed-'));
  });

  afterEach(async () => {
    if (running?.exitCode === null && running.signalCode === null) {
      running.kill('SIGKILL');
      await once(running, 'exit');
    }
    await resetStack(home);
    await rm(home, { recursive: true });
  });

  it('broker and database end with it', async () => {
    const { runner, servers } = await runElsewhere(home);
    expect(servers).toHaveLength(2);
    const guards = servers.map(({ pid }) => identify(parentOf(pid))!);
    runner.kill('SIGKILL');
    for (const process of [...servers, ...guards]) expect(await untilEnded(process, 30_000)).toBe(true);
  });

  it('and their guards with it, the next start ends what was left and has the data', async () => {
    const { runner, servers, databaseUrl } = await runElsewhere(home);
    await new DatabaseServer(databaseUrl).create('kept_database');
    for (const { pid } of servers) process.kill(parentOf(pid), 'SIGKILL');
    runner.kill('SIGKILL');
    await once(runner, 'exit');
    const lines: string[] = [];
    const stack = await startStack({ home, env, log: (line) => lines.push(line) });
    try {
      expect(lines).toContainEqual(expect.stringContaining('left by a run that was killed'));
      expect(servers.filter(isRunning)).toEqual([]);
      expect(stack.databaseUrl).toBe(databaseUrl);
      expect(await new DatabaseServer(databaseUrl).names('kept')).toEqual(['kept_database']);
    } finally {
      await stack.stop();
    }
  });
});
