import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';
import type { LogPlace } from '../command/log-place.ts';
import { root } from '../place.ts';

/** A line of `rebuild/main.js`; each holds one of these. */
export interface RowsLine {
  progress?: { events: number; total: number };
  wrong?: { category: 'workflow' | 'memory' | 'agent'; partition?: number; tenant: string; stream: string; seq: number; detail: string };
  failed?: { code: string; message: string; retriable: boolean };
  done?: { events: number; rows: number; removed?: number; wrong?: number };
}

// What a fold keeps lives until its partition is written: looking for garbage among it, in each thread, would cost a tenth of everything.
const FLAGS = ['--max-semi-space-size=32', '--initial-old-space-size=512'];
const MAIN = join(root, 'apps', 'event-store', 'dist', 'rebuild', 'main.js');

/** Has the event-store's own program, which alone knows its rows, make or check them; `take` is told of each line. */
export async function runRows(
  { databaseUrl }: Pick<LogPlace, 'databaseUrl'>,
  words: readonly string[],
  interrupted: AbortSignal,
  take: (line: RowsLine) => void,
): Promise<NonNullable<RowsLine['done']>> {
  const child = spawn(process.execPath, [...FLAGS, MAIN, ...words], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill();
  interrupted.addEventListener('abort', stop);
  let done: RowsLine['done'];
  let failed: RowsLine['failed'];
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said = `${said}${data.toString('utf8')}`.slice(-4_000)));
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as RowsLine;
    done ??= line.done;
    failed ??= line.failed;
    take(line);
  });
  const how = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  interrupted.removeEventListener('abort', stop);
  if (done) return done;
  throw new CliError(failed ? failed.message.replace(/\.$/, '') : `the event-store's program ended (${how})`, {
    code: failed?.code ?? 'rebuild.failed',
    why: failed ? 'the event-store’s program could not read or write the store.' : said.trim() || 'it has not said why.',
    todo: 'nothing was left half done: run the command again when the cause is gone.',
    exit: failed?.retriable ? exitCode.unreachable : exitCode.problem,
  });
}
