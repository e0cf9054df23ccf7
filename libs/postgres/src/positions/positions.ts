import { SkeinError, type Category } from '@skein/contracts';
import type { Queryable } from '../database/queryable.ts';
import type { Transaction } from '../database/transaction.ts';
import type { Database } from '../database/database.ts';
import type { ServiceSchema } from '../access/roles.ts';

/** How far a reader of the log has come in one partition, with the head that the next record must follow. */
export interface ReadPosition {
  category: Category;
  partition: number;
  seq: number;
  head: string;
  nextOffset: number;
}

/** Statement for the migration of a service that keeps a projection. */
export const positionsTable = (schema: ServiceSchema): string =>
  `create table ${schema}.positions (
     category text not null,
     partition int not null,
     seq bigint not null,
     head text not null,
     next_offset bigint not null,
     primary key (category, partition)
   )`;

/** Where the projections of one service stand, in the service's own schema. */
export class Positions {
  constructor(
    private readonly database: Database,
    private readonly schema: ServiceSchema,
  ) {}

  /** Those of a category; a partition that was never read is absent. */
  load(category: Category, on: Queryable = this.database): Promise<ReadPosition[]> {
    return on.query<ReadPosition>(
      `select category, partition, seq, head, next_offset as "nextOffset" from ${this.schema}.positions where category = $1 order by partition`,
      [category],
    );
  }

  /**
   * Runs the effect of a batch and moves the position from `from` to `to`, both or neither. Rejects with `service.not-ready` when the
   * stored position is not `from` any more: another instance was there, and this one must start again from what is stored.
   */
  async advance(from: { seq: number }, to: ReadPosition, effect: (tx: Transaction) => Promise<void>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const moved = await tx.execute(
        `insert into ${this.schema}.positions as p (category, partition, seq, head, next_offset)
         select $1, $2, $3, $4, $5 where $6 = 0 or exists (select from ${this.schema}.positions where category = $1 and partition = $2)
         on conflict (category, partition) do update set seq = $3, head = $4, next_offset = $5 where p.seq = $6`,
        [to.category, to.partition, to.seq, to.head, to.nextOffset, from.seq],
        `positions.advance:${this.schema}`,
      );
      if (moved !== 1) {
        const place = { category: to.category, partition: to.partition, expected: from.seq };
        throw new SkeinError(
          'service.not-ready',
          `Another instance has moved ${to.category}/${to.partition} on; start again from its position.`,
          place,
        );
      }
      await effect(tx);
    });
  }
}
