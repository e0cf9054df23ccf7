import type { AgentsQuery, AgentView, EventRecord } from '@skein/contracts';
import { AgentDeregistered, AgentRegistered, type EventOf } from '@skein/contracts';
import type { Database, Queryable } from '@skein/postgres';
import type { z } from 'zod';
import { agentState } from './agent.state.ts';

type Registered = EventOf<typeof AgentRegistered>['data'];
type Deregistered = EventOf<typeof AgentDeregistered>['data'];

interface AgentRow {
  id: string;
  name: string;
  description: string | null;
  capabilities: string[];
  tags: string[];
  endpoint: string | null;
  card: string | null;
  registration: number;
  registered_at: Date;
  load: number | null;
  draining: boolean | null;
  heartbeat_at: Date | null;
}

const columns = `a.id, a.name, a.description, a.capabilities, a.tags, a.endpoint, a.card, a.registration, a.registered_at,
  h.load, h.draining, h.at as heartbeat_at`;
const joined = `agent_registry.agents a
  left join agent_registry.heartbeats h on h.tenant = a.tenant and h.id = a.id and h.registration = a.registration`;

/** Who is registered, from the log, and who is alive, from heartbeats. */
export class AgentsRepository {
  readonly #upSince = Date.now();

  constructor(private readonly database: Database) {}

  /** Applies registrations and their ends in the order of the log; one statement. */
  async apply(on: Queryable, events: readonly EventRecord[]): Promise<void> {
    const rows = new Map<string, object>();
    for (const event of events) {
      const key = `${event.tenant}/${event.subject}`;
      if (event.type === AgentDeregistered.wireType) {
        const { registration } = event.data as Deregistered;
        rows.set(key, { ...(rows.get(key) ?? { tenant: event.tenant, id: event.subject, registration }), deregistered: true });
      } else if (event.type === AgentRegistered.wireType) {
        const { card, ...data } = event.data as Registered;
        const encoded = card === undefined ? null : JSON.stringify(card);
        rows.set(key, { ...data, card: encoded, tenant: event.tenant, id: event.subject, registered_at: event.time, deregistered: false });
      }
    }
    if (rows.size === 0) return;
    await on.execute(
      `with given as (
         select * from jsonb_to_recordset($1::jsonb) as row (tenant text, id text, name text, description text, capabilities text[], tags text[],
           endpoint text, card text, registration int, registered_at timestamptz, deregistered boolean)
       ), ended as (
         update agent_registry.agents a set deregistered = true from given g
         where a.tenant = g.tenant and a.id = g.id and g.name is null returning a.id
       )
       insert into agent_registry.agents (tenant, id, name, description, capabilities, tags, endpoint, card, registration, registered_at, deregistered)
       select tenant, id, name, description, capabilities, tags, endpoint, card, registration, registered_at, deregistered from given where name is not null
       on conflict (tenant, id) do update set name = excluded.name, description = excluded.description, capabilities = excluded.capabilities,
         tags = excluded.tags, endpoint = excluded.endpoint, card = excluded.card, registration = excluded.registration,
         registered_at = excluded.registered_at, deregistered = excluded.deregistered`,
      [JSON.stringify([...rows.values()])],
    );
  }

  /** Answers false when the registration is not the newest one of a registered agent. */
  async heartbeat(
    tenant: string,
    id: string,
    { registration, load, draining }: { registration: number; load: number; draining: boolean },
  ): Promise<boolean> {
    const written = await this.database.execute(
      `insert into agent_registry.heartbeats (tenant, id, registration, load, draining, at)
       select tenant, id, registration, $4, $5, now() from agent_registry.agents
       where tenant = $1 and id = $2 and registration = $3 and not deregistered
       on conflict (tenant, id) do update set registration = excluded.registration, load = excluded.load, draining = excluded.draining, at = excluded.at`,
      [tenant, id, registration, load, draining],
    );
    return written === 1;
  }

  async get(tenant: string, id: string): Promise<AgentView | undefined> {
    const rows = await this.database.withTenant(tenant, (tx) =>
      tx.query<AgentRow>(`select ${columns} from ${joined} where a.id = $1 and not a.deregistered`, [id]),
    );
    return rows.map((row) => this.#view(row))[0];
  }

  /** In the order of ids; `after` is the last id of the page before. */
  async list(tenant: string, query: z.output<typeof AgentsQuery>, after: string | undefined): Promise<AgentView[]> {
    const rows = await this.database.withTenant(tenant, (tx) =>
      tx.query<AgentRow>(
        `select ${columns} from ${joined}
         where not a.deregistered and a.id > $1
           and ($2::text is null or $2 = any (a.capabilities)) and ($3::text is null or $3 = any (a.tags))
           and ($4::text is null or strpos(lower(a.name || ' ' || coalesce(a.description, '')), lower($4)) > 0)
         order by a.id ${query.state ? '' : 'limit $5'}`,
        [after ?? '', query.capability ?? null, query.tag ?? null, query.text ?? null, ...(query.state ? [] : [query.limit + 1])],
      ),
    );
    const views = rows.map((row) => this.#view(row)).filter(({ state }) => query.state === undefined || state === query.state);
    return views.slice(0, query.limit + 1);
  }

  #view(row: AgentRow): AgentView {
    const heartbeatAt = row.heartbeat_at?.getTime();
    const liveness = { registeredAt: row.registered_at.getTime(), heartbeatAt, load: row.load ?? 0, draining: row.draining ?? false };
    return {
      id: row.id,
      name: row.name,
      description: row.description ?? undefined,
      capabilities: row.capabilities,
      tags: row.tags,
      endpoint: row.endpoint ?? undefined,
      card: row.card === null ? undefined : (JSON.parse(row.card) as unknown),
      registration: row.registration,
      state: agentState(liveness, Date.now(), this.#upSince),
      load: liveness.load,
      registeredAt: row.registered_at.toISOString(),
      heartbeatAt: row.heartbeat_at?.toISOString(),
    };
  }
}
