import { isAddress, SkeinError } from '@skein/contracts';
import { createHash } from 'node:crypto';
import { mkdir, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TurnTaking } from '../../indexing/turn-taking.ts';
import { Git } from './git.ts';

export interface RepositoryOptions {
  /** A folder, or an address that git can clone: https, ssh or file. */
  place: string;
  /** Where clones and what was read of histories are kept. */
  dataFolder: string;
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** In ms, for bringing a clone up to date; an hour without it. */
  patienceMs?: number;
  /** Does what brings the clone of a place up to date while nobody else does, beside this process. */
  alone?: <T>(place: string, work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** Asked for the folders that a repository really is in, which may be others than it was said. */
  allows?: (path: string) => Promise<void>;
}

export interface OpenRepository {
  git: Git;
  /** Of a repository that is a folder with files. */
  workTree?: string;
  /** Where things are kept that belong to this repository. */
  kept: (name: string) => string;
}

/** Opens a repository where it is, or brings a bare clone of it up to date. */
export async function openRepository(options: RepositoryOptions): Promise<OpenRepository> {
  const { place, dataFolder, environment, signal } = options;
  await mkdir(dataFolder, { recursive: true });
  const kept = (what: string) => join(dataFolder, `${nameOf(place)}.${what}`);
  if (isAddress(place)) {
    const work = () => mirror(options, kept('git'));
    return { git: await inTurn(kept('git'), () => options.alone?.(place, work, signal) ?? work()), kept };
  }
  const found = await realpath(place).catch((cause: unknown) => {
    throw new SkeinError('index.source-unusable', `There is no folder "${place}" where the rag-indexer runs.`, { place }, { cause });
  });
  if (!(await stat(found)).isDirectory())
    throw new SkeinError(
      'index.source-unusable',
      `"${place}" is a file. Index the folder of its repository, or say of what collection it is.`,
    );
  const inside = new Git({ workTree: found }, environment, signal);
  const [bare, ...said] = (await inside.text(['rev-parse', '--is-bare-repository', '--absolute-git-dir'])).split('\n');
  const gitDir = said.join('\n');
  await options.allows?.(gitDir).catch((error: unknown) => {
    if (!(error instanceof SkeinError) || gitDir.startsWith(found)) throw error;
    throw new SkeinError(error.code, `The repository that this folder belongs to is not in it. ${error.message}`, error.facts);
  });
  if (bare === 'true') return { git: new Git({ gitDir }, environment, signal), kept };
  const workTree = await inside.text(['rev-parse', '--show-toplevel']);
  await options.allows?.(workTree);
  // All of the repository would be indexed under the name of a part of it.
  if ((await realpath(workTree)) !== found)
    throw new SkeinError(
      'index.source-unusable',
      `"${place}" is a part of a repository. Index its folder, ${workTree}; searches can name a part by path:.`,
    );
  return { git: new Git({ workTree }, environment, signal), workTree, kept };
}

/** Removes what is kept here of a repository, unless somebody still reads it. */
export function forgetRepository({ place, dataFolder }: Pick<RepositoryOptions, 'place' | 'dataFolder'>, isRead: () => Promise<boolean>) {
  const kept = (what: string) => join(dataFolder, `${nameOf(place)}.${what}`);
  return inTurn(kept('git'), async () => {
    if (await isRead()) return;
    for (const what of ['git', 'commits']) await rm(kept(what), { recursive: true, force: true });
  });
}

const nameOf = (place: string): string => createHash('sha256').update(place).digest('hex').slice(0, 24);

const turns = new Map<string, TurnTaking>();

/** Runs of several tenants, and verifications, share a clone; git refuses a second fetch into it at the same time. */
function inTurn<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const turn = turns.get(folder) ?? new TurnTaking();
  turns.set(folder, turn);
  return turn.take(work);
}

const PATIENCE_MS = 3_600_000;

async function mirror(options: RepositoryOptions, folder: string): Promise<Git> {
  const { place, environment, patienceMs = PATIENCE_MS } = options;
  const late = AbortSignal.timeout(patienceMs);
  const signal = AbortSignal.any([options.signal, late]);
  await new Git({}, environment, signal).text(['init', '--quiet', '--bare', '--', folder]);
  const git = new Git({ gitDir: folder }, environment, signal);
  const heads = '+refs/heads/*:refs/heads/*';
  try {
    await git.text(['fetch', '--quiet', '--prune', '--force', '--no-write-fetch-head', '--', place, heads, '+refs/tags/*:refs/tags/*']);
    await followHead(git, place);
    return new Git({ gitDir: folder }, environment, options.signal);
  } catch (cause) {
    if (late.aborted && !options.signal.aborted) throw new SkeinError('index.source-unreachable', tooLate(patienceMs), {}, { cause });
    if (!(cause instanceof SkeinError)) throw cause;
    throw new SkeinError(
      'index.source-unreachable',
      `${cause.message} Check its address, and what this machine may read there.`,
      {},
      { cause },
    );
  }
}

const tooLate = (ms: number) =>
  `The other side has not sent all of the repository within ${ms / 1_000} s. What has come is lost; check the connection, and try again.`;

/** The branch that the other side shows when nobody names one. */
async function followHead(git: Git, place: string): Promise<void> {
  const said = await git.text(['ls-remote', '--symref', '--', place, 'HEAD']);
  const head = /^ref: (refs\/heads\/\S+)\tHEAD/.exec(said)?.[1];
  if (head) await git.text(['symbolic-ref', 'HEAD', head]);
}

const REF = /^(?!-)(?!.*\.\.)(?!.*@\{)[\w./+@-]{1,200}$/;

/** The commit that a branch, tag or id names. */
export async function commitAt(git: Git, ref: string): Promise<string> {
  if (!REF.test(ref)) throw new SkeinError('index.source-unusable', `"${ref}" is no name of a branch, tag or commit.`, { ref });
  for (const name of ref === 'HEAD' ? ['HEAD'] : [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/remotes/origin/${ref}`, ref]) {
    const found = await git.text(['rev-parse', '--quiet', '--verify', '--end-of-options', `${name}^{commit}`]).catch(unlessUnknown);
    if (found) return found;
  }
  const why = ref === 'HEAD' ? 'The repository has no commits. Make one first.' : `The repository has no branch, tag or commit "${ref}".`;
  throw new SkeinError('index.source-unusable', why, { ref });
}

function unlessUnknown(error: unknown): undefined {
  if (error instanceof SkeinError) return undefined;
  throw error;
}
