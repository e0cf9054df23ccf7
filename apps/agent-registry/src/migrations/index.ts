import { positionsTable, sqlMigration, tenantTable, type SchemaMigrations } from '@skein/postgres';

const createAgents = sqlMigration('CreateAgents2026112300001', [
  positionsTable('agent_registry'),
  `create table agent_registry.agents (
     tenant text not null,
     id text not null,
     name text not null,
     description text,
     capabilities text[] not null,
     tags text[] not null,
     endpoint text,
     card text,
     registration int not null,
     registered_at timestamptz not null,
     deregistered boolean not null default false,
     primary key (tenant, id)
   )`,
  ...tenantTable({ table: 'agent_registry.agents', writer: 'skein_agent_registry' }),
  // Heartbeats are state, not history: they may be lost in a crash of the database, and come again in seconds.
  `create unlogged table agent_registry.heartbeats (
     tenant text not null,
     id text not null,
     registration int not null,
     load real not null,
     draining boolean not null,
     at timestamptz not null,
     primary key (tenant, id)
   )`,
  ...tenantTable({ table: 'agent_registry.heartbeats', writer: 'skein_agent_registry' }),
  `create view agent_registry.agent_registry with (security_invoker = true) as
     select a.tenant, a.id, a.name, a.description, a.capabilities, a.tags, a.endpoint, a.registration, a.registered_at,
            h.load, h.draining, h.at as heartbeat_at
     from agent_registry.agents a
     left join agent_registry.heartbeats h on h.tenant = a.tenant and h.id = a.id and h.registration = a.registration
     where not a.deregistered`,
  'grant select on agent_registry.agent_registry to skein_reader',
]);

export const agentRegistryMigrations: SchemaMigrations = {
  schema: 'agent_registry',
  role: 'skein_agent_registry',
  migrations: [createAgents],
};
