import { spawn, type SpawnOptions } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a command ended, with everything it wrote in the order it came. */
export interface CommandResult {
  code: number | null;
  lines: string[];
}

/** Runs a command to its end. A code other than 0 is a result, not an error; a command that cannot be run rejects. It is ended when this process ends. */
export function runCommand(
  command: string,
  args: string[],
  options: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid' | 'shell'> = {},
  onLine: (line: string) => void = () => {},
): Promise<CommandResult> {
  const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const endWithUs = () => child.kill('SIGTERM');
  process.once('exit', endWithUs);
  const lines: string[] = [];
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      onLine(line);
    });
  }
  child.on('error', reject);
  child.on('close', (code) => {
    process.off('exit', endWithUs);
    resolve({ code, lines });
  });
  return promise;
}
