import { allRoles, READER_ROLE } from '../access/roles.ts';
import { sqlMigration } from '../migrate/sql-migration.ts';

const services = allRoles.filter((role) => role !== READER_ROLE).join(', ');

const CreateApiKeys = sqlMigration('CreateApiKeys2026010100001', [
  `create table identity.api_keys (
     id uuid primary key,
     hash bytea not null unique check (length(hash) = 32),
     tenant text not null,
     subject text not null,
     roles text[] not null,
     scopes text[] not null,
     name text,
     created_at timestamptz not null default now(),
     expires_at timestamptz,
     revoked_at timestamptz
   )`,
  `grant usage on schema identity to ${services}`,
  `grant select on identity.api_keys to ${services}`,
]);

/** Of the schema `identity`: written by `skein` only, read by every service's guard. Its keys belong to tenants but are no tenant's data. */
export const identityMigrations = { schema: 'identity', migrations: [CreateApiKeys] };
