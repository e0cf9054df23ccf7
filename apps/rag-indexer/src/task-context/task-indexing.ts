import type { Database } from '@skein/postgres';
import { chunkOf } from '../indexing/chunk-of.ts';
import type { ChunkWriter } from '../indexing/chunk-writer.ts';
import type { SourceRef } from '../indexing/index-writer.ts';
import type { LiveIndex } from '../indexing/live-index.ts';
import { TurnTaking } from '../indexing/turn-taking.ts';
import { piecesOf } from './task-text.ts';
import type { StoredTask, TaskDocumentsRepository, TaskKey } from './task-documents.repository.ts';

export const TASK_PROJECT = 'default';
export const TASK_SOURCE = 'log';

const AT_ONCE = 200;
/** So few that whoever shares the processors hardly notices. */
const IN_BACKGROUND = 50;
const A_MOMENT_MS = 1_000;
/** Of the time, at most a twentieth is spent on it, however much changes. */
const SHARE = 20;

/** Renders and indexes workflows that have changed: not each time they do, but a moment later, some at a time, or all when a search needs it. */
export class TaskIndexing {
  readonly #changed = new Map<string, TaskKey>();
  readonly #turns = new TurnTaking();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly database: Database,
    private readonly documents: TaskDocumentsRepository,
    private readonly writer: ChunkWriter,
    private readonly index: LiveIndex,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** What is marked in the tables as changed, from before this process. */
  async prepare(): Promise<void> {
    this.changed(await this.documents.dirty());
    await this.flush();
  }

  changed(keys: readonly TaskKey[]): void {
    for (const key of keys) this.#changed.set(`${key.tenant}/${key.workflow}`, key);
    this.#goOn(A_MOMENT_MS);
  }

  /** Resolves when everything that had changed before can be found. */
  flush(): Promise<void> {
    return this.#turns.take(async () => {
      while (this.#changed.size > 0) await this.#some(AT_ONCE);
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #goOn(afterMs: number): void {
    if (this.#changed.size > 0 && !this.#stopped) this.#timer ??= setTimeout(() => void this.#inBackground(), afterMs).unref();
  }

  async #inBackground(): Promise<void> {
    let restMs = A_MOMENT_MS;
    try {
      await this.#turns.take(async () => {
        const started = performance.now();
        await this.#some(IN_BACKGROUND);
        restMs = SHARE * (performance.now() - started);
      });
    } catch (error) {
      this.onTrouble(error);
    }
    this.#timer = undefined;
    this.#goOn(restMs);
  }

  async #some(atMost: number): Promise<void> {
    const some = [...this.#changed.entries().take(atMost)];
    if (some.length === 0) return;
    for (const [name] of some) this.#changed.delete(name);
    try {
      await this.#index(some.map(([, key]) => key));
    } catch (error) {
      this.changed(some.map(([, key]) => key));
      throw error;
    }
  }

  async #index(keys: readonly TaskKey[]): Promise<void> {
    const tasks = await this.documents.find(this.database, keys);
    for (const [tenant, ofTenant] of Map.groupBy(tasks, (task) => task.tenant)) {
      const ref: SourceRef = { tenant, project: TASK_PROJECT, collection: 'task_context', source: TASK_SOURCE, reader: 'task/1' };
      const chunks = ofTenant.flatMap((task) => chunksOfTask(ref, task));
      const written = await this.database.transaction(async (tx) => {
        await this.documents.indexed(tx, ofTenant);
        return this.writer.replace(tx, ref, { source: TASK_SOURCE, documents: ofTenant.map(({ workflow }) => workflow), chunks });
      });
      await this.index.apply(ref, written);
    }
  }
}

function chunksOfTask(ref: SourceRef, { workflow, document, written: version }: StoredTask) {
  const { title, status } = document;
  return piecesOf(document).map(({ updatedAt, ...piece }) =>
    chunkOf(ref, { key: workflow, title, version, updatedAt, filters: { status }, chunks: [] }, { ...piece, title }),
  );
}
