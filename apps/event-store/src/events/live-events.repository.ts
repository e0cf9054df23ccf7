import { Injectable } from '@nestjs/common';
import type { Category, Principal } from '@skein/contracts';
import { Database } from '@skein/postgres';
import { eventColumns, type EventRow } from '../history/stored-event.ts';

export interface LiveRange {
  category: Category;
  partition: number;
  after: number;
  upTo: number;
  stream?: string | undefined;
  limit: number;
}

@Injectable()
export class LiveEventsRepository {
  constructor(private readonly database: Database) {}

  /** The tenant's events in a range of a partition, oldest first. */
  read(of: Principal, { category, partition, after, upTo, stream, limit }: LiveRange): Promise<EventRow[]> {
    return this.database.withTenant(of, (tx) =>
      tx.query<EventRow>(
        `select ${eventColumns} from event_store.records r
         where r.tenant = $1 and r.category = $2 and r.partition = $3 and r.seq > $4 and r.seq <= $5 and r.version is not null
           and ($6::text is null or r.stream = $6)
         order by r.seq limit $7`,
        [of.tenant, category, partition, after, upTo, stream ?? null, limit],
      ),
    );
  }
}
