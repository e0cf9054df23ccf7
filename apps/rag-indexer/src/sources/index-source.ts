import type { IndexSource } from '@skein/contracts';
import type { IndexRun, IndexWriter } from '../indexing/index-writer.ts';
import type { RunCounts } from '../indexing/run-counts.ts';
import { noWork, type Source, type SourceWork } from './source.ts';

/** How often a run says that it lives while it waits for a clone or a slow server; it is taken for dead after a minute. */
const ALIVE_MS = 15_000;

/** One run over a source, from beginning to end. What was put when it fails or is interrupted stays; the next run finds it unchanged. */
export async function indexSource(
  writer: IndexWriter,
  source: Source,
  { tenant, project, origin, signal = new AbortController().signal, began }: IndexOptions,
): Promise<{ counts: RunCounts; work: SourceWork }> {
  const { collection, name, reader } = source;
  const run = await writer.begin({ tenant, project, collection, source: name, reader, origin });
  began?.(run);
  const work = noWork();
  const stop = new AbortController();
  const alive = keepAlive(run, stop);
  try {
    const end = await source.read(run, { signal: AbortSignal.any([signal, stop.signal]), work });
    return { counts: await run.finish(end), work };
  } catch (error) {
    // What went wrong first is what whoever asked is told; the run cannot tell it when it is the database that is away.
    await run.fail(error).catch((unkept: unknown) => {
      if (error instanceof Error) error.cause ??= unkept;
    });
    throw error;
  } finally {
    clearInterval(alive);
  }
}

export interface IndexOptions {
  tenant: string;
  project: string;
  origin?: IndexSource;
  signal?: AbortSignal;
  /** Told the run once it has the source for itself. */
  began?: (run: IndexRun) => void;
}

/** A run that cannot say that it lives has lost its source to another one, or its database: it ends. */
function keepAlive(run: IndexRun, stop: AbortController): NodeJS.Timeout {
  const timer = setInterval(() => void run.alive().catch((error: unknown) => stop.abort(error)), ALIVE_MS);
  timer.unref();
  return timer;
}
