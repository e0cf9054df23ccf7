import { DatabaseServer, resetStack, startStack } from '@skein/local';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Context } from '../../command/context.ts';
import { examples, type Register } from '../../command/register.ts';
import { countOption } from '../../command/wrong-value.ts';
import { exitCode } from '../../failure/exit-code.ts';
import { table } from '../../output/table.ts';
import { root } from '../../place.ts';
import { machine } from '../process/machine.ts';

/** What the indexer's own program measures; see `apps/rag-indexer/src/bench`. */
type Figures = Record<
  | ('files' | 'chunks' | 'indexedPerSecond' | 'indexingCpuMicros' | 'noopMs' | 'startMs' | 'bytesPerChunk')
  | ('warmUp' | 'queries' | 'queriesPerSecond' | 'searchCpuMicros'),
  number
> &
  Record<'oneByOne' | 'open', Record<'p50' | 'p95' | 'p99', number>> & { open: { perSecond: number } };

interface Options {
  files: string;
  queries: string;
  rate: string;
  text: string;
  assert?: boolean;
}

type Row = readonly [name: string, value: number, limit?: { holds: boolean; text: string }];

const atMost = (value: number, most: number, unit: string) => ({ holds: value <= most, text: `at most ${most} ${unit}` });
const atLeast = (value: number, least: number, unit: string) => ({ holds: value >= least, text: `at least ${least} ${unit}` });

/** The figures, and what two cores must do with 50,000 chunks. */
const rowsOf = ({ oneByOne, open, ...given }: Figures): Row[] => [
  ['files', given.files],
  ['chunks', given.chunks, atLeast(given.chunks, 50_000, '(--files)')],
  ['indexed, chunks/s, with parsing', given.indexedPerSecond, atLeast(given.indexedPerSecond, 3_000, 'per s')],
  ['indexing, CPU µs/chunk without the database', given.indexingCpuMicros],
  ['nothing changed, ms', given.noopMs, atMost(given.noopMs, 2_000, 'ms')],
  ['start, ms', given.startMs, atMost(given.startMs, 2_000, 'ms')],
  ['memory, bytes/chunk beyond its text', given.bytesPerChunk, atMost(given.bytesPerChunk, 8_192, 'bytes')],
  ['queries before anything is measured', given.warmUp],
  ['queries', given.queries],
  ['one by one, p50 ms', oneByOne.p50],
  ['one by one, p95 ms', oneByOne.p95],
  ['eight at the same time, queries/s', given.queriesPerSecond, atLeast(given.queriesPerSecond, 200, 'per s')],
  ['search, CPU µs/query without the database', given.searchCpuMicros],
  [`${open.perSecond}/s at random times, p50 ms`, open.p50],
  [`${open.perSecond}/s at random times, p95 ms`, open.p95, atMost(open.p95, 10, 'ms')],
  [`${open.perSecond}/s at random times, p99 ms`, open.p99],
];

/** Needs a database of its own and no deployment. */
export const searchBench: Register = (bench, run) =>
  bench
    .command('search')
    .description('measure indexing of real source text and search over it: all lexical channels, with filters, phrases and patterns')
    .option('--files <number>', 'how many are indexed', '10000')
    .option('--queries <number>', 'how many are asked', '2000')
    .option('--rate <number>', 'how many come per second where they come at random times', '100')
    .option('--text <folder>', 'where the source text is', join(root, 'node_modules'))
    .option('--assert', 'fail when a limit is not kept')
    .addHelpText('after', examples('skein bench search', 'skein bench search --files 2000 --json'))
    .action(run<Options>(measure));

async function measure({ terminal, env, interrupted }: Context, options: Options): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'skein-bench-'));
  const stack = await startStack({ home, env });
  try {
    const server = new DatabaseServer(stack.databaseUrl);
    await server.create('bench_search');
    terminal.say(`indexing ${options.files} files`);
    const main = join(root, 'apps/rag-indexer/dist/bench/search-speed.main.js');
    const counts = [countOption('--files', options.files), countOption('--queries', options.queries), countOption('--rate', options.rate)];
    const args = [main, server.urlOf('bench_search'), options.text, ...counts.map(String)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { signal: interrupted });
    const figures = JSON.parse(stdout) as Figures;
    const rows = rowsOf(figures);
    const broken = rows.filter(([, , limit]) => limit && !limit.holds).map(([name]) => name);
    const cells = rows.map(([name, value, limit]) => [name, String(value), limit ? `${limit.text}${limit.holds ? '' : ': BROKEN'}` : '']);
    terminal.result({ machine: machine(), ...figures, broken }, table(['figure', 'measured', 'limit'], cells));
    return options.assert && broken.length > 0 ? exitCode.problem : 0;
  } finally {
    await stack.stop();
    await resetStack(home);
    await rm(home, { recursive: true, force: true });
  }
}
