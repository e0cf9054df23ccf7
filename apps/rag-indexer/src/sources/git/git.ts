import { SkeinError } from '@skein/contracts';
import { spawn } from 'node:child_process';

/** Nothing of it may be about another repository, ask a person, run a program that a repository names, or speak a protocol that was not meant. */
const quiet = {
  ...{ GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined, GIT_COMMON_DIR: undefined, GIT_NAMESPACE: undefined },
  ...{ GIT_OBJECT_DIRECTORY: undefined, GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined },
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: 'true',
  GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4',
  GIT_ALLOW_PROTOCOL: 'file:https:ssh',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  LC_ALL: 'C',
};
const settings = [
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.quotePath=false', 'log.showSignature=false', 'gc.auto=0'],
  ...['http.lowSpeedLimit=1000', 'http.lowSpeedTime=60'], // bytes a second, for so many seconds
];

const COMPLAINT_CHARS = 2_000;

/** The programs of git on one repository. Arguments are passed as they are: there is no shell. */
export class Git {
  constructor(
    private readonly at: { gitDir?: string; workTree?: string },
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private readonly signal?: AbortSignal,
  ) {}

  /** Starts a program of git. `more` goes into its environment. */
  start(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const { gitDir, workTree } = this.at;
    const place = [...(gitDir ? ['--git-dir', gitDir] : []), ...(workTree ? ['-C', workTree] : [])];
    const given = [...place, ...settings.flatMap((one) => ['-c', one]), ...args];
    return spawn('git', given, { env: { ...this.environment, ...quiet, ...more }, stdio: ['pipe', 'pipe', 'pipe'], signal: this.signal });
  }

  /** What it writes, cut at each NUL; rejects with what it complains about. */
  async *fields(args: readonly string[], { input, more }: { input?: string; more?: Readonly<Record<string, string>> } = {}) {
    const child = this.start(args, more);
    const complaint = textOf(child.stderr);
    const ended = new Promise<number | null>((resolve, reject) =>
      child.once('error', (error) => reject(failure(args[0]!, error))).once('close', resolve),
    );
    ended.catch(() => undefined); // awaited below; until then its failure is nobody's
    child.stdin.on('error', () => undefined); // it ended without reading all of it; its exit code says why
    child.stdin.end(input ?? '');
    let rest: Buffer = Buffer.alloc(0);
    for await (const piece of child.stdout as AsyncIterable<Buffer>) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
      let start = 0;
      for (let end = bytes.indexOf(0, start); end >= 0; end = bytes.indexOf(0, start)) {
        yield bytes.subarray(start, end);
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
    if (rest.length > 0) yield rest;
    const code = await ended;
    if (code !== 0) throw new GitFailure(args[0]!, code, await complaint);
  }

  /** All that it writes, as text. */
  async text(args: readonly string[], options: Parameters<Git['fields']>[1] = {}): Promise<string> {
    const parts: Buffer[] = [];
    for await (const field of this.fields(args, options)) parts.push(field);
    return Buffer.concat(parts).toString('utf8').trim();
  }
}

/** A program of git has refused. */
export class GitFailure extends SkeinError {
  constructor(
    command: string,
    readonly exitCode: number | null,
    complaint: string,
  ) {
    const said = withoutSecrets(complaint.trim()) || `it ended with ${exitCode ?? 'a signal'}`;
    super('index.source-unusable', `The repository cannot be read: git ${command} says "${said}".`, { command });
  }
}

const failure = (command: string, error: NodeJS.ErrnoException): Error =>
  error.code === 'ENOENT' ? new GitFailure(command, null, 'git is not installed where the rag-indexer runs') : error;

/** Addresses may carry a password. */
const withoutSecrets = (text: string): string => text.replace(/\/\/[^/\s@]*@/g, '//');

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const piece of stream) if (text.length < COMPLAINT_CHARS) text += piece.toString('utf8');
  return text.slice(0, COMPLAINT_CHARS);
}
