import { Injectable } from '@nestjs/common';
import { SkeinError, type Principal, type StoredEvent } from '@skein/contracts';
import type { Transaction } from '@skein/postgres';
import { HistoryRepository } from './history.repository.ts';
import { eventColumns, storedEvent, type EventRow } from './stored-event.ts';

/** Why an event came to be: `because` says what links it to the event before it in the chain. */
export interface Cause {
  event: StoredEvent;
  because: 'asked' | 'causation' | 'same-command' | 'same-step' | 'same-gate' | 'started';
}

type Because = Cause['because'];

const LONGEST_CHAIN = 200;

/** Walks from an event back to what started it; computed from history when it is asked for. */
@Injectable()
export class CausesRepository {
  constructor(private readonly history: HistoryRepository) {}

  /** The event first, then what caused it, and so on. Throws `workflow.unknown` and `event.unknown`. */
  why(of: Principal, workflow: string, eventId: string): Promise<Cause[]> {
    return this.history.withWorkflow(of, workflow, async (tx) => {
      const asked = await eventById(tx, of, eventId);
      if (asked?.stream !== workflow || asked.category !== 'workflow') {
        throw new SkeinError('event.unknown', `The workflow ${workflow} has no event ${eventId}. Check the id.`, { workflow, eventId });
      }
      const chain: Cause[] = [{ event: asked, because: 'asked' }];
      const seen = new Set([asked.id]);
      for (let next = await causeOf(tx, of, asked); next && chain.length < LONGEST_CHAIN; next = await causeOf(tx, of, next.event)) {
        if (seen.has(next.event.id)) break;
        seen.add(next.event.id);
        chain.push(next);
      }
      return chain;
    });
  }
}

async function causeOf(tx: Transaction, of: Principal, event: StoredEvent): Promise<Cause | undefined> {
  const named = event.causationId === undefined ? undefined : await namedCause(tx, of, event, event.causationId);
  if (named) return { event: named, because: 'causation' };
  const { step, gate } = event.data as { step?: unknown; gate?: unknown };
  const ways: [Because, string, unknown][] = [
    ['same-command', 'r.command_id = $5', event.commandId],
    ...(typeof step === 'string'
      ? [['same-step', `r.value::json -> 'data' ->> 'step' = $5`, step] satisfies [Because, string, unknown]]
      : []),
    ...(typeof gate === 'string'
      ? [['same-gate', `r.value::json -> 'data' ->> 'gate' = $5`, gate] satisfies [Because, string, unknown]]
      : []),
    ['started', 'r.version = $5::int8', 1],
  ];
  for (const [because, condition, value] of ways) {
    const before = await lastBefore(tx, of, event, condition, value);
    if (before) return { event: before, because };
  }
  return undefined;
}

/** A caller names an event, or the command that made one in the same stream. */
async function namedCause(tx: Transaction, of: Principal, event: StoredEvent, id: string): Promise<StoredEvent | undefined> {
  return (await eventById(tx, of, id)) ?? (await lastBefore(tx, of, event, 'r.command_id = $5', id));
}

async function lastBefore(tx: Transaction, { tenant }: Principal, event: StoredEvent, condition: string, value: unknown) {
  const [row] = await tx.query<EventRow>(
    `select ${eventColumns} from event_store.records r
     where r.tenant = $1 and r.category = $2 and r.stream = $3 and r.version < $4 and ${condition} order by r.version desc limit 1`,
    [tenant, event.category, event.stream, event.version, value],
  );
  return row && storedEvent(row);
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The time inside the id says where in the log the event is. */
async function eventById(tx: Transaction, { tenant }: Principal, id: string): Promise<StoredEvent | undefined> {
  if (!UUID_V7.test(id)) return undefined;
  const time = new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
  const [row] = await tx.query<EventRow>(
    `select ${eventColumns} from event_store.records r
     where r.tenant = $1 and r.time = $2 and r.version is not null and r.value::json ->> 'id' = $3 limit 1`,
    [tenant, time, id],
  );
  return row && storedEvent(row);
}
