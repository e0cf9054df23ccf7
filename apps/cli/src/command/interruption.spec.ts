import { describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const fixture = fileURLToPath(new URL('interruption.fixture.ts', import.meta.url));

async function interrupted(by: (child: ChildProcess) => void) {
  const child = spawn(process.execPath, [fixture], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  const lines: string[] = [];
  const reading = createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
  const read = once(reading, 'close');
  await once(reading, 'line');
  by(child);
  await once(reading, 'line');
  if (child.connected) {
    by(child); // once more, while it is still there to take it
    child.disconnect();
  }
  await read;
  return [(await exit)[0], lines.at(-1)];
}

describe('a command', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is interrupted by %s, however often it comes', async (signal) =>
    expect(await interrupted((child) => void child.kill(signal))).toEqual([0, signal]),
  );

  it('is interrupted when the process that started it is gone', async () =>
    expect(await interrupted((child) => child.disconnect())).toEqual([0, 'the parent is gone']));
});
