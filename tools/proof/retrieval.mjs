import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { NotShown } from './not-shown.mjs';
import { run } from './run.mjs';

const FEWEST = 3;
const LEAST_GAIN = 0.03;
const cli = 'apps/cli/bin/skein.mjs';

/** Fused search beside plain BM25 on the histories of the repositories that `SKEIN_RETRIEVAL_REPOSITORIES` names (folders, `:` between). */
export async function fusedBeatsPlain() {
  const repositories = (process.env.SKEIN_RETRIEVAL_REPOSITORIES ?? '').split(':').filter(Boolean);
  if (repositories.length < FEWEST)
    throw new NotShown(`SKEIN_RETRIEVAL_REPOSITORIES names ${repositories.length} folders of git repositories, ${FEWEST} are needed`);
  const folder = await mkdtemp(join(tmpdir(), 'skein-retrieval-'));
  try {
    const datasets = repositories.map((repository, index) => join(folder, `${index}-${basename(repository)}`));
    for (const [index, repository] of repositories.entries())
      await run(process.execPath, [cli, 'bench', 'dataset', repository, datasets[index]]);
    const child = spawn(process.execPath, [cli, 'bench', 'retrieval', ...datasets, '--json'], { stdio: ['ignore', 'pipe', 2] });
    const [{ gain }, [code]] = await Promise.all([json(child.stdout), once(child, 'exit')]);
    const points = (part) => (100 * part).toFixed(1);
    const told = `${points(gain.mean)} points of Hit@10 (${points(gain.low)} to ${points(gain.high)}) on ${repositories.length} repositories`;
    if (code !== 0 || gain.mean < LEAST_GAIN || gain.low <= 0) throw new Error(told);
    return told;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
