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

/** What the indexer's own program measures; see `apps/rag-indexer/src/bench/measure-search.ts`. */
type Figures = Record<
  'chunks' | 'textBytes' | 'writtenPerSecond' | 'startMs' | 'bytesPerChunk' | 'queries' | 'p50' | 'p95' | 'p99' | 'queriesPerSecond',
  number
>;

interface Options {
  chunks: string;
  queries: string;
  text: string;
  assert?: boolean;
}

/** What two cores must do with 50,000 chunks. */
const limits: readonly [name: keyof Figures, holds: (value: number) => boolean, text: string][] = [
  ['p95', (value) => value <= 10, 'at most 10 ms'],
  ['queriesPerSecond', (value) => value >= 200, 'at least 200/s'],
  ['startMs', (value) => value <= 2_000, 'at most 2 s'],
  ['bytesPerChunk', (value) => value <= 8 * 1_024, 'at most 8 KiB'],
];

/** Needs a database of its own and no deployment. */
export const searchBench: Register = (bench, run) =>
  bench
    .command('search')
    .description('measure search over real source text: all lexical channels, with filters, phrases and patterns')
    .option('--chunks <number>', 'how many are indexed', '50000')
    .option('--queries <number>', 'how many are asked', '2000')
    .option('--text <folder>', 'where the source text is', join(root, 'node_modules'))
    .option('--assert', 'fail when a limit is not kept')
    .addHelpText('after', examples('skein bench search', 'skein bench search --chunks 10000 --json'))
    .action(run<Options>(measure));

async function measure({ terminal, env, interrupted }: Context, options: Options): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'skein-bench-'));
  const stack = await startStack({ home, env });
  try {
    const server = new DatabaseServer(stack.databaseUrl);
    await server.create('bench_search');
    terminal.say(`indexing ${options.chunks} chunks`);
    const main = join(root, 'apps/rag-indexer/dist/bench/search-speed.main.js');
    const counts = [countOption('--chunks', options.chunks), countOption('--queries', options.queries)].map(String);
    const args = [main, server.urlOf('bench_search'), options.text, ...counts];
    const { stdout } = await promisify(execFile)(process.execPath, args, { signal: interrupted });
    const figures = JSON.parse(stdout) as Figures;
    const broken = limits.filter(([name, holds]) => !holds(figures[name]));
    const rows = Object.entries(figures).map(([name, value]) => [
      name,
      String(value),
      limits.find(([limited]) => limited === name)?.[2] ?? '',
    ]);
    const result = { machine: machine(), ...figures, broken: broken.map(([name]) => name) };
    terminal.result(result, table(['figure', 'measured', 'limit'], rows));
    return options.assert && broken.length > 0 ? exitCode.problem : 0;
  } finally {
    await stack.stop();
    await resetStack(home);
    await rm(home, { recursive: true, force: true });
  }
}
