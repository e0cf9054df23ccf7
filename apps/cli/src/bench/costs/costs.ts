import { DatabaseServer, startStack } from '@skein/local';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../place.ts';

/** µs of CPU: of the event-store's process, and of Postgres. */
interface Cpu {
  client: number;
  postgres: number;
}

/** What each part of the store's write path costs per record, in µs of CPU. */
export interface CostFigures {
  records: number;
  rounds: number;
  parsing: number;
  validation: number;
  hashing: number;
  folding: number;
  append: { all: Cpu; views: Cpu; snapshots: Cpu; rowLevelSecurity: Cpu };
}

const MAIN = join(root, 'apps', 'event-store', 'dist', 'bench', 'costs.main.js');

/** Has the event-store's own program, which alone knows its rows, append real records of this home again and again, with everything and without. */
export async function costs({
  home,
  env,
  signal,
  say,
}: {
  home: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  say(line: string): void;
}) {
  const stack = await startStack({ home, env });
  try {
    const server = new DatabaseServer(stack.databaseUrl);
    await server.create('bench_costs');
    say('costs: the same records appended with everything, and without');
    const urls = { DATABASE_URL: stack.databaseUrl, BENCH_TARGET_URL: server.urlOf('bench_costs') };
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN], { env: { ...process.env, ...urls }, signal });
    return JSON.parse(stdout) as CostFigures;
  } finally {
    await stack.stop();
  }
}
