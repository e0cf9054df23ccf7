import { Chunker } from '@skein/chunking';
import { SkeinError, type IndexSource } from '@skein/contracts';
import { wholeHistory } from '../git/commit-history.ts';
import { GitSource, type GitSourceOptions } from '../git/git-source.ts';
import { GithubIssuesSource } from '../github/github-issues-source.ts';
import { LinearClient } from '../linear/linear-client.ts';
import { linearCollections, LinearSource, type LinearSourceOptions } from '../linear/linear-source.ts';
import { forgetRepository } from '../git/repository.ts';
import { MarkdownSource } from '../markdown/markdown-source.ts';
import type { Source } from '../source.ts';
import type { CloneLocks } from './clone-locks.ts';
import { SourceAccess } from './source-access.ts';

export interface SourceSettings {
  INDEX_ROOTS: readonly string[];
  INDEX_HOSTS: readonly string[];
  INDEX_DATA: string;
  INDEX_EXCEPT: readonly string[];
  LINEAR_API_KEY?: string;
  LINEAR_URL?: string;
}

/** Makes sources of what was asked for, as far as the configuration lets them be read. */
export class SourceFactory {
  readonly #access: SourceAccess;
  #chunker: Promise<Chunker> | undefined;

  constructor(
    private readonly settings: SourceSettings,
    private readonly environment: Readonly<Record<string, string | undefined>>,
    /** Where several rag-indexers may read the same. */
    private readonly locks?: CloneLocks,
  ) {
    const { INDEX_ROOTS: roots, INDEX_HOSTS: hosts, INDEX_DATA: data, INDEX_EXCEPT: except } = settings;
    this.#access = new SourceAccess(roots, hosts, [data, ...except]);
  }

  /** `anew`: they use nothing that earlier runs have kept. */
  async of(asked: IndexSource, { anew = false }: { anew?: boolean } = {}): Promise<Source[]> {
    if (asked.kind === 'linear') {
      return Promise.all(linearCollections.map((collection) => this.linear(collection, { full: asked.full })));
    }
    await this.#access.check(asked.place);
    this.#chunker ??= Chunker.load();
    const chunker = await this.#chunker;
    const closed = await this.#access.closed();
    if (asked.kind === 'markdown') return [new MarkdownSource(asked.place, chunker, asked.name, closed)];
    if (asked.kind === 'github-issues') return [new GithubIssuesSource(asked.place, chunker, asked.name)];
    const { INDEX_DATA: dataFolder } = this.settings;
    const allows = (path: string) => this.#access.checkPath(path);
    const history = anew ? wholeHistory : undefined;
    const alone: GitSourceOptions['alone'] = this.locks && ((...given) => this.locks!.alone(...given));
    return [new GitSource({ ...asked, alone, dataFolder, environment: this.environment, allows, closed, history }, chunker)];
  }

  /** Linear's things of a collection; `only` those that somebody has hinted at, once all were read. */
  async linear(
    collection: LinearSourceOptions['collection'],
    more: Pick<LinearSourceOptions, 'full' | 'only' | 'onRefused'>,
  ): Promise<Source> {
    const { LINEAR_API_KEY: apiKey, LINEAR_URL: url } = this.settings;
    if (!apiKey) throw new SkeinError('index.source-not-allowed', 'Linear is not configured. Set LINEAR_API_KEY for the rag-indexer.');
    this.#chunker ??= Chunker.load();
    return new LinearSource({ client: new LinearClient({ apiKey, url }), chunker: await this.#chunker, collection, ...more });
  }

  /** Removes what runs over a repository have kept on this machine, unless somebody still reads it. */
  forget(place: string, isRead: () => Promise<boolean>): Promise<void> {
    return forgetRepository({ place, dataFolder: this.settings.INDEX_DATA }, isRead);
  }

  async close(): Promise<void> {
    await (await this.#chunker)?.close();
  }
}
