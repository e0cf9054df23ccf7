import { Injectable } from '@nestjs/common';
import { positionToken, type EventRecord, type TaskOffer } from '@skein/contracts';
import { Database, int4Array, textArray } from '@skein/postgres';

/** What a poller can do, and how much of it it wants. */
export interface Wanted {
  tenant: string;
  subject: string;
  capabilities: readonly string[];
  workflow?: string | undefined;
  max: number;
  offerMs: number;
}

/** Pollers who want the same; `max` is what they want together. */
export interface Ask extends Wanted {
  /** Where there is nothing for one ask of a kind, there is nothing for the others. */
  kind: number;
}

export interface OfferedStep {
  tenant: string;
  stream: string;
  step: string;
}

/** What was found: one list of steps for each ask, and when the next offer lapses, in ms from now. */
export interface Offered {
  steps: OfferedStep[][];
  nextLapse: number | undefined;
}

/** Runnable steps, and to whom they have been offered. */
@Injectable()
export class TasksRepository {
  constructor(private readonly database: Database) {}

  /**
   * Offers runnable steps to these pollers, each step to one of them alone for `offerMs`: highest priority first, then the oldest. Who
   * stands first among the asks gets them first.
   */
  async offer(asks: readonly Ask[]): Promise<Offered> {
    const rows = await this.database.query<{ ask: number; stream: string; step: string; lapses_in: number }>(
      'select * from event_store.offer_steps($1, $2, $3, $4, $5, $6, $7)',
      [
        int4Array(asks.map(({ kind }) => kind)),
        textArray(asks.map(({ tenant }) => tenant)),
        textArray(asks.map(({ subject }) => subject)),
        textArray(asks.map(({ capabilities }) => [...new Set(capabilities)].join(' '))),
        textArray(asks.map(({ workflow }) => workflow ?? null)),
        int4Array(asks.map(({ max }) => max)),
        int4Array(asks.map(({ offerMs }) => offerMs)),
      ],
      'tasks.offer',
    );
    const offered: Offered = { steps: asks.map(() => []), nextLapse: undefined };
    for (const { ask, stream, step, lapses_in } of rows) {
      if (ask === 0) offered.nextLapse = lapses_in;
      else offered.steps[ask - 1]!.push({ tenant: asks[ask - 1]!.tenant, stream, step });
    }
    return offered;
  }

  /** Takes offers back that nobody waits for any more. */
  async withdraw(steps: readonly OfferedStep[]): Promise<void> {
    await this.database.execute(
      `delete from event_store.offers o using unnest($1::text[], $2::text[], $3::text[]) w(tenant, stream, step)
       where o.tenant = w.tenant and o.stream = w.stream and o.step = w.step`,
      [
        textArray(steps.map(({ tenant }) => tenant)),
        textArray(steps.map(({ stream }) => stream)),
        textArray(steps.map(({ step }) => step)),
      ],
    );
  }

  /** What a tenant's pollers get to see of these steps, in the same order. */
  async read(tenant: string, steps: readonly OfferedStep[]): Promise<TaskOffer[]> {
    const rows = await this.database.readWithTenant<TaskRow>(
      tenant,
      'select * from event_store.offered_steps($1::text, $2::text[], $3::text[])',
      [tenant, steps.map(({ stream }) => stream), steps.map(({ step }) => step)],
    );
    return rows.map(taskOffer);
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
