import { ThreadStarted, TurnsAppended, type EventOf, type EventRecord, type ThreadView, type Turn, type TurnView } from '@skein/contracts';
import type { Database, Queryable } from '@skein/postgres';

type Started = EventOf<typeof ThreadStarted>['data'];
type Appended = EventOf<typeof TurnsAppended>['data'];

interface ThreadRow {
  id: string;
  title: string;
  workflow: string | null;
  turns: number;
  created_at: Date;
  updated_at: Date;
}

interface TurnRow {
  number: number;
  turn: string;
  actor: string;
  time: Date;
}

/** Threads and their turns, equal to the log. */
export class ThreadsRepository {
  constructor(private readonly database: Database) {}

  /** Applies a batch of the log in its order, in three statements whatever its size. */
  async apply(on: Queryable, events: readonly EventRecord[]): Promise<void> {
    const started = events.filter(({ type }) => type === ThreadStarted.wireType);
    const appended = events.filter(({ type }) => type === TurnsAppended.wireType);
    await on.execute(
      `insert into memory.threads (tenant, id, title, workflow, created_at, updated_at)
       select tenant, id, title, workflow, time, time
       from jsonb_to_recordset($1::jsonb) as row (tenant text, id text, title text, workflow text, time timestamptz)`,
      [JSON.stringify(started.map(({ tenant, subject: id, time, data }) => ({ tenant, id, time, ...(data as Started) })))],
    );
    const turns = appended.flatMap(({ tenant, subject: thread, actor, time, data }) => {
      const { first, turns: said } = data as Appended;
      return said.map((turn, index) => ({ tenant, thread, number: first + index, turn: JSON.stringify(turn), actor, time }));
    });
    if (turns.length === 0) return;
    await on.execute(
      `insert into memory.turns (tenant, thread, number, turn, actor, time)
       select * from jsonb_to_recordset($1::jsonb) as row (tenant text, thread text, number int, turn text, actor text, time timestamptz)`,
      [JSON.stringify(turns)],
    );
    const moved = appended.map(({ tenant, subject: id, time, data }) => ({
      tenant,
      id,
      time,
      turns: (data as Appended).first + (data as Appended).turns.length - 1,
    }));
    await on.execute(
      `update memory.threads t set turns = m.turns, updated_at = m.time
       from (select tenant, id, max(turns) as turns, max(time) as time
             from jsonb_to_recordset($1::jsonb) as row (tenant text, id text, time timestamptz, turns int) group by tenant, id) m
       where t.tenant = m.tenant and t.id = m.id`,
      [JSON.stringify(moved)],
    );
  }

  async get(tenant: string, id: string): Promise<ThreadView | undefined> {
    const [row] = await this.database.withTenant(tenant, (tx) =>
      tx.query<ThreadRow>('select id, title, workflow, turns, created_at, updated_at from memory.threads where id = $1', [id]),
    );
    return row && threadView(row);
  }

  /** Newest first; `before` is the last of the page before. */
  async list(
    tenant: string,
    { workflow, limit }: { workflow?: string | undefined; limit: number },
    before?: { time: string; id: string },
  ): Promise<ThreadView[]> {
    const rows = await this.database.withTenant(tenant, (tx) =>
      tx.query<ThreadRow>(
        `select id, title, workflow, turns, created_at, updated_at from memory.threads
         where ($1::text is null or workflow = $1) and ($2::timestamptz is null or (updated_at, id) < ($2, $3))
         order by updated_at desc, id desc limit $4`,
        [workflow ?? null, before?.time ?? null, before?.id ?? null, limit],
      ),
    );
    return rows.map(threadView);
  }

  /** Turns from number `from` on, in order. */
  async turns(tenant: string, thread: string, from: number, limit: number): Promise<TurnView[]> {
    const rows = await this.database.withTenant(tenant, (tx) =>
      tx.query<TurnRow>('select number, turn, actor, time from memory.turns where thread = $1 and number >= $2 order by number limit $3', [
        thread,
        from,
        limit,
      ]),
    );
    return rows.map(({ number, turn, actor, time }) => ({ ...(JSON.parse(turn) as Turn), number, actor, time: time.toISOString() }));
  }
}

const threadView = ({ id, title, workflow, turns, created_at, updated_at }: ThreadRow): ThreadView => ({
  id,
  title,
  ...(workflow === null ? {} : { workflow }),
  turns,
  createdAt: created_at.toISOString(),
  updatedAt: updated_at.toISOString(),
});
