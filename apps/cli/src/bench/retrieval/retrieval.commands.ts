import type { Context } from '../../command/context.ts';
import { examples, type Register } from '../../command/register.ts';
import { countOption } from '../../command/wrong-value.ts';
import { table } from '../../output/table.ts';
import { machine } from '../process/machine.ts';
import { pairedInterval, type Interval } from './bootstrap.ts';
import { chunkingSpeed } from './chunking-speed.ts';
import { compare, together, type RankingFigures } from './comparison.ts';
import { datasetFromGit } from './dataset-from-git.ts';
import { filesAt } from './git-files.ts';
import { Git } from './git.ts';
import { readDataset, writeDataset } from './dataset-files.ts';
import type { QueryScores } from './metrics.ts';

/** Not a part of `bench` itself: they need data, and no deployment. */
export const retrievalBench: Register = (bench, run) => {
  bench
    .command('retrieval')
    .description('measure how well search finds: fused beside plain BM25, and every channel alone')
    .argument('<datasets...>', 'folders with documents.jsonl, queries.jsonl and judgements.jsonl')
    .addHelpText('after', examples('skein bench retrieval data/gin data/gson data/scrapy'))
    .action(run(measure));
  bench
    .command('dataset')
    .description("make a data set of a git repository's history: which files does a commit's subject ask for?")
    .argument('<repository>', 'folder of a git repository')
    .argument('<folder>', 'where to write it')
    .option('--commits <number>', 'commits at the end of the history that are asked about', '800')
    .addHelpText('after', examples('skein bench dataset ../gin data/gin --commits 800'))
    .action(run<{ commits: string }>(build));
  bench
    .command('chunking')
    .description("measure how fast the files of a git repository's newest commit are cut and made into vectors")
    .argument('<repository>', 'folder of a git repository')
    .addHelpText('after', examples('skein bench chunking .'))
    .action(run(speed));
};

async function build({ terminal }: Context, options: { commits: string }, repository: string, folder: string): Promise<void> {
  const dataset = await datasetFromGit(repository, countOption('--commits', options.commits));
  await writeDataset(folder, dataset);
  const { base, documents, queries, judgements } = dataset;
  const figures = { base, chunks: documents.length, queries: queries.length, judgements: judgements.length };
  terminal.result(figures, `${folder}: ${documents.length} chunks as of ${base.slice(0, 10)}, ${queries.length} queries`);
}

async function speed({ terminal }: Context, _options: object, repository: string): Promise<void> {
  const figures = await chunkingSpeed(await filesAt(new Git(repository), 'HEAD'));
  const { files, megabytes, chunks, fallbacks, chunksPerSecond } = figures;
  const rows = Object.entries(chunksPerSecond).map(([what, perSecond]) => [what, `${perSecond}`]);
  const asText = Object.entries(fallbacks).map(([reason, count]) => `, ${count} cut as text (${reason})`);
  const head = `${files} files, ${megabytes} MB, ${chunks} chunks${asText.join('')}`;
  terminal.result({ machine: machine(), ...figures }, `${head}\n${table(['work', 'chunks/s of CPU time'], rows)}`);
}

async function measure({ terminal, interrupted }: Context, _options: object, ...given: string[]): Promise<void> {
  const compared = [];
  for (const folder of given.flat()) {
    interrupted.throwIfAborted();
    compared.push(compare(await readDataset(folder)));
    terminal.say(`${folder} is measured`);
  }
  const datasets = compared.map(({ differences: _, ...figures }) => figures);
  const gain = pairedInterval(compared.map(({ differences }) => differences));
  const result = { machine: machine(), datasets, together: together(datasets), gain };
  const shown = datasets.map(({ dataset, files, chunks, queries, rankings, gain: own }) =>
    [`${dataset}: ${queries} queries, ${files} files, ${chunks} chunks`, figuresTable(rankings.slice(0, 2)), gainLine(own)].join('\n'),
  );
  terminal.result(
    result,
    [...shown, `all data sets, each counting alike\n${figuresTable(result.together)}\n${gainLine(gain)}`].join('\n\n'),
  );
}

const percent = (part: number): string => (100 * part).toFixed(1);

const gainLine = ({ mean, low, high }: Interval): string =>
  `fused − plain BM25, Hit@10: ${percent(mean)} points (95 % interval ${percent(low)} to ${percent(high)})`;

const figuresTable = (rankings: readonly RankingFigures[]): string =>
  table(
    ['ranking', 'Hit@1', 'Hit@5', 'Hit@10', 'MRR', 'nDCG@10'],
    rankings.map(({ ranking, ...scores }) => [ranking, ...cells(scores)]),
  );

const cells = ({ hit1, hit5, hit10, reciprocalRank, ndcg10 }: QueryScores): string[] => [
  percent(hit1),
  percent(hit5),
  percent(hit10),
  reciprocalRank.toFixed(3),
  ndcg10.toFixed(3),
];
