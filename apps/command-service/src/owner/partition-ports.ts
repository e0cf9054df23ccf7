import type { Category, ProblemCode } from '@skein/contracts';
import type { KnownResult, Outcome, FoldedStream, StoreCursor } from '@skein/log';
import type { ProduceResult } from '@skein/kafka';
import type { CursorWatcher } from './cursor-watch.ts';

/** What the store knew at one moment. */
export interface LookedUp {
  at: number;
  results: KnownResult[];
  streams: Map<string, FoldedStream>;
}

/** What a partition's owner needs of the world. Each may reject; the shell turns that into an input. */
export interface PartitionPorts {
  endOffset(category: Category, partition: number): Promise<number>;
  /** Tells of the cursor now, and again whenever it may have moved, until the returned function is called. In the order of reading. */
  watchCursor(category: Category, partition: number, watcher: CursorWatcher): () => void;
  lookUp(
    category: Category,
    partition: number,
    commands: readonly { tenant: string; stream: string; id: string }[],
    streams: readonly { tenant: string; stream: string }[],
  ): Promise<LookedUp>;
  append(category: Category, partition: number, records: readonly { key: string; value: string }[], alone: boolean): Promise<ProduceResult>;
  dropProducer(): void;
  readRecord(category: Category, partition: number, seq: number): Promise<{ hash: string | undefined; cursor: StoreCursor }>;
  report(problem: { code: ProblemCode; category: Category; partition: number; detail: string }): void;
}

/** What becomes of the commands that a shell was given. */
export interface PartitionListener {
  answered(ref: number, outcome: Outcome, durable: 'logged' | 'stored'): void;
  refused(ref: number, code: ProblemCode, detail: Record<string, unknown>): void;
  /** Its place in the commands topic may be passed. */
  settled(ref: number): void;
  /** Not decided here any more. */
  handedOver(refs: readonly number[], awaitingStore: readonly { ref: number; outcome: Outcome }[]): void;
  /** Resolves when the command is set aside durably. */
  deadLetter(ref: number, code: ProblemCode, error: string): Promise<void>;
}
