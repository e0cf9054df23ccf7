import { Injectable } from '@nestjs/common';
import { positionToken, type EventRecord, type TaskOffer } from '@skein/contracts';
import { Database, textArray } from '@skein/postgres';

/** What a poller can do, and how much of it it wants. */
export interface Wanted {
  tenant: string;
  subject: string;
  capabilities: readonly string[];
  workflow?: string | undefined;
  max: number;
  offerMs: number;
}

const OUTDATED = `interval '1 minute'`;

/** Runnable steps, and to whom they have been offered. */
@Injectable()
export class TasksRepository {
  constructor(private readonly database: Database) {}

  /** Offers runnable steps to this poller alone, for `offerMs`: highest priority first, then the oldest. */
  async offer({ tenant, subject, capabilities, workflow, max, offerMs }: Wanted): Promise<TaskOffer[]> {
    const offered = await this.database.query<{ stream: string; step: string }>(
      `with runnable as (
         select s.tenant, s.stream, s.step, s.attempt from event_store.steps s
         join event_store.workflows w on w.tenant = s.tenant and w.stream = s.stream
         where s.tenant = $1 and s.status = 'ready' and s.capability = any($2) and (s.agent is null or s.agent = $3)
           and w.status = 'running' and ($4::text is null or s.stream = $4)
           and not exists (
             select from event_store.offers o where o.tenant = s.tenant and o.stream = s.stream and o.step = s.step
               and o.attempt = s.attempt and o.until > clock_timestamp())
         order by s.priority desc, s.updated_at limit $5 for update of s skip locked)
       insert into event_store.offers as o (tenant, stream, step, attempt, until)
         select r.tenant, r.stream, r.step, r.attempt, clock_timestamp() + $6 * interval '1 ms' from runnable r
         on conflict (tenant, stream, step) do update set until = excluded.until, attempt = excluded.attempt
           where o.until <= clock_timestamp() or o.attempt <> excluded.attempt
         returning o.stream, o.step`,
      [tenant, textArray(capabilities), subject, workflow ?? null, max, offerMs],
      'tasks.offer',
    );
    return offered.length === 0 ? [] : this.#tasks(tenant, offered);
  }

  /** Takes offers back that nobody waits for any more. */
  async withdraw(tenant: string, offers: readonly TaskOffer[]): Promise<void> {
    await this.database.execute(
      `delete from event_store.offers o using unnest($2::text[], $3::text[]) w(stream, step)
       where o.tenant = $1 and o.stream = w.stream and o.step = w.step`,
      [tenant, textArray(offers.map(({ workflow }) => workflow)), textArray(offers.map(({ step }) => step))],
    );
  }

  /** Which of these are there steps for, whoever they were offered to. */
  async runnable(capabilities: readonly { tenant: string; capability: string }[]): Promise<{ tenant: string; capability: string }[]> {
    return this.database.query(
      `select c.tenant, c.capability from unnest($1::text[], $2::text[]) c(tenant, capability)
       where exists (
         select from event_store.steps s join event_store.workflows w on w.tenant = s.tenant and w.stream = s.stream
         where s.tenant = c.tenant and s.capability = c.capability and s.status = 'ready' and w.status = 'running')`,
      [textArray(capabilities.map(({ tenant }) => tenant)), textArray(capabilities.map(({ capability }) => capability))],
      'tasks.runnable',
    );
  }

  /** When the next offer that was not taken lapses, in ms from now. Those that lapsed long ago are forgotten. */
  async nextLapse(): Promise<number | undefined> {
    await this.database.execute(`delete from event_store.offers where until < clock_timestamp() - ${OUTDATED}`);
    const [row] = await this.database.query<{ ms: number | null }>(
      `select ceil(extract(epoch from min(o.until) - clock_timestamp()) * 1000)::int8 as ms from event_store.offers o
       where o.until > clock_timestamp()`,
    );
    return row?.ms ?? undefined;
  }

  #tasks(tenant: string, offered: readonly { stream: string; step: string }[]): Promise<TaskOffer[]> {
    return this.database.withTenant(tenant, async (tx) => {
      const rows = await tx.query<TaskRow>(
        `select s.stream, s.step, s.title, s.capability, s.attempt, s.priority, w.partition, w.seq, r.value
         from unnest($2::text[], $3::text[]) o(stream, step)
         join event_store.steps s on s.tenant = $1 and s.stream = o.stream and s.step = o.step
         join event_store.workflows w on w.tenant = $1 and w.stream = s.stream
         join event_store.records r on r.tenant = $1 and r.category = 'workflow' and r.stream = s.stream and r.version = s.scheduled_by
         order by s.priority desc, s.updated_at`,
        [tenant, textArray(offered.map(({ stream }) => stream)), textArray(offered.map(({ step }) => step))],
        'tasks.read',
      );
      return rows.map(taskOffer);
    });
  }
}

interface TaskRow {
  stream: string;
  step: string;
  title: string | null;
  capability: string;
  attempt: number;
  priority: number;
  partition: number;
  seq: number;
  /** The event that scheduled the step: it holds the input. */
  value: string;
}

function taskOffer({ stream, step, title, capability, attempt, priority, partition, seq, value }: TaskRow): TaskOffer {
  const { input } = (JSON.parse(value) as EventRecord).data as { input?: unknown };
  return {
    workflow: stream,
    step,
    ...(title === null ? {} : { title }),
    capability,
    attempt: attempt + 1,
    ...(input === undefined ? {} : { input }),
    priority,
    position: positionToken({ category: 'workflow', partition, seq }),
  };
}
