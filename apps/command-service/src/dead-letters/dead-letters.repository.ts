import { Injectable } from '@nestjs/common';
import type { Category, DeadLetterDetail } from '@skein/contracts';
import { Database } from '@skein/postgres';

interface Row {
  id: number;
  category: Category;
  partition: number;
  offset: number | null;
  tenant: string | null;
  stream: string | null;
  command_id: string | null;
  value: string;
  code: string;
  error: string;
  created_at: Date;
  retried_at: Date | null;
  retried_by: string | null;
  retried_as: string | null;
  retried_status: string | null;
}

/** Reads the table of commands that were set aside, of all tenants, and notes which were sent again. */
@Injectable()
export class DeadLettersRepository {
  constructor(private readonly database: Database) {}

  /** Newest first, those before `before`. */
  async list({ before, limit, open }: { before?: number | undefined; limit: number; open: boolean }): Promise<DeadLetterDetail[]> {
    const rows = await this.database.query<Row>(
      `select * from command_service.dead_letters where id < coalesce($1::bigint, 9223372036854775807) and (not $2 or retried_at is null)
       order by id desc limit $3`,
      [before ?? null, open, limit],
    );
    return rows.map(letterOf);
  }

  async find(id: number): Promise<DeadLetterDetail | undefined> {
    const [row] = await this.database.query<Row>('select * from command_service.dead_letters where id = $1', [id]);
    return row && letterOf(row);
  }

  /** The last attempt is the one that is kept. */
  async retried(id: number, { by, as, status }: { by: string; as: string; status: string }): Promise<DeadLetterDetail | undefined> {
    const [row] = await this.database.query<Row>(
      `update command_service.dead_letters set retried_at = now(), retried_by = $2, retried_as = $3, retried_status = $4
       where id = $1 returning *`,
      [id, by, as, status],
    );
    return row && letterOf(row);
  }
}

const letterOf = (row: Row): DeadLetterDetail => ({
  id: row.id,
  category: row.category,
  partition: row.partition,
  ...(row.offset !== null && { offset: row.offset }),
  ...(row.tenant !== null && { tenant: row.tenant }),
  ...(row.stream !== null && { stream: row.stream }),
  ...(row.command_id !== null && { commandId: row.command_id }),
  code: row.code,
  error: row.error,
  createdAt: row.created_at.toISOString(),
  ...(row.retried_at && {
    retried: {
      at: row.retried_at.toISOString(),
      by: row.retried_by ?? '',
      commandId: row.retried_as ?? '',
      status: row.retried_status ?? '',
    },
  }),
  value: row.value,
});
