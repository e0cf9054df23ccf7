import { keyOf, type Category, type LogRecord } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import { foldStored, outcomeOf } from '@skein/log';
import { dueTimers, findResults, lookUpSeveral, nextTimerAt, readCursors, readRecord, type Database } from '@skein/postgres';
import { FindOutcomes } from '../answers/find-outcomes.ts';
import type { AwaitedResult, FoundResult } from '../answers/result-watch.ts';
import type { LookedUp, PartitionPorts } from '../owner/partition-ports.ts';
import { LookUpLane } from './look-up-lane.ts';
import type { StoredTimer } from '../timers/timer-clock.ts';

interface Place {
  category: Category;
  partition: number;
}

/** What the command-service reads of the store: cursors, results, streams and deadlines; on the primary, one statement each. */
export class StoreReads extends FindOutcomes {
  readonly #lookUps: LookUpLane;

  constructor(private readonly database: Database) {
    super();
    this.#lookUps = new LookUpLane((asked) => lookUpSeveral(database, asked));
  }

  readonly lookUp: PartitionPorts['lookUp'] = async (category, partition, commands, streams): Promise<LookedUp> => {
    const { reducerVersion } = deciderOf(category);
    const found = await this.#lookUps.lookUp({ category, partition, reducerVersion, commands, streams });
    return {
      at: found.at,
      results: found.results.map(({ tenant, stream, id, hash, values }) => ({
        key: keyOf(tenant, stream),
        id,
        hash,
        outcome: outcomeIn(values),
      })),
      streams: new Map(found.streams.map((stream) => [keyOf(stream.tenant, stream.stream), foldStored(deciderOf(category), stream)])),
    };
  };

  readonly readRecord: PartitionPorts['readRecord'] = (category, partition, seq) => readRecord(this.database, { category, partition }, seq);

  cursors(places: readonly Place[]) {
    return readCursors(this.database, places);
  }

  async find(wanted: readonly AwaitedResult[]): Promise<FoundResult[]> {
    const found = await findResults(this.database, wanted);
    return found.map(({ values, ...named }) => ({ ...named, outcome: outcomeIn(values) }));
  }

  dueTimers(places: readonly Place[], before: number, limit: number): Promise<StoredTimer[]> {
    return dueTimers(this.database, places, { before, limit });
  }

  nextTimerAt(places: readonly Place[], after: number): Promise<number | undefined> {
    return nextTimerAt(this.database, places, { after });
  }
}

const outcomeIn = (values: readonly string[]) => outcomeOf(values.map((value) => JSON.parse(value) as LogRecord));
