import { SearchRequest } from '@skein/contracts';
import type { Database } from '@skein/postgres';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { z } from 'zod';
import { benchIndexer } from './bench-indexer.ts';
import { closedLoop, openLoop, type Latencies } from './loops.ts';
import { TENANT } from './measure-indexing.ts';
import { searchLoad, type LoadChunk } from './search-load.ts';

export interface SearchFigures {
  /** Filling the index from the tables, in ms, as a start does. */
  startMs: number;
  /** Of the index, beyond the texts, which are not in memory. */
  bytesPerChunk: number;
  /** Asked before anything is measured. */
  warmUp: number;
  queries: number;
  /** One after the other. */
  oneByOne: Latencies;
  /** Eight at the same time, as soon as one is answered the next. */
  queriesPerSecond: number;
  /** CPU time of this process per query, in µs. */
  searchCpuMicros: number;
  /** Queries that come when they come, whether or not those before are answered: a query's time begins when it was due. */
  open: Latencies & { perSecond: number };
}

const AT_ONCE = 8;
const LIST = `select text, details ->> 'path' as path, details ->> 'symbol' as symbol, details ->> 'lang' as lang
  from rag_indexer.chunks where tenant = $1 order by id`;

/** Fills an index from what is in the tables, and searches it, with all lexical channels. */
export async function measureSearch(
  database: Database,
  { queries, perSecond }: { queries: number; perSecond: number },
): Promise<SearchFigures> {
  const chunks = await database.query<LoadChunk>(LIST, [TENANT]);
  const before = memory();
  const { index, search } = benchIndexer(database);
  const started = performance.now();
  const filled = await index.fill();
  const startMs = Math.round(performance.now() - started);
  const bytesPerChunk = Math.round((memory() - before) / filled);
  const load = searchLoad(chunks, queries + queries / 2).map((request) => SearchRequest.parse(request));
  const [warmUp, measured] = [load.slice(queries), load.slice(0, queries)];
  const ask = (request: z.output<typeof SearchRequest>) => search.search(TENANT, request);
  await closedLoop(warmUp, 1, ask);
  const oneByOne = await closedLoop(measured, 1, ask);
  const cpu = process.cpuUsage();
  const together = await closedLoop(measured, AT_ONCE, ask);
  const { user, system } = process.cpuUsage(cpu);
  const open = await openLoop(measured, perSecond, ask);
  return {
    ...{ startMs, bytesPerChunk, warmUp: warmUp.length, queries, oneByOne: oneByOne.latencies },
    ...{ queriesPerSecond: Math.round((queries / together.ms) * 1_000), searchCpuMicros: Math.round((user + system) / queries) },
    open: { ...open.latencies, perSecond },
  };
}

/** Bytes in use after what is garbage is gone. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
