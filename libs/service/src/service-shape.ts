import { z } from 'zod';

/** The variables that every service with a database and the log reads; spread them into its `configOf`. */
export const serviceShape = {
  KAFKA_BROKERS: z.string().min(1).describe('host:port of the brokers, separated by commas'),
  DATABASE_URL: z.string().min(1).describe('the Postgres connection URL'),
  TOPIC_PREFIX: z.string().max(100).default('').describe('put before every topic and group name'),
  PARTITIONS: z.coerce.number().int().min(1).max(1024).default(8).describe('partitions of each topic; chosen once, for life'),
  MIGRATE_ON_START: z
    .stringbool()
    .default(true)
    .describe('false: the schema is migrated by somebody else, and the user of DATABASE_URL may do less'),
};

/** Also for services that keep a projection of the log. */
export const projectionShape = {
  ...serviceShape,
  EVENT_STORE_URL: z.url().describe('where history is read from'),
  SKEIN_API_KEY: z.string().startsWith('sk_').describe('an API key with the scope "admin", to read the whole log'),
};

export type ServiceSettings = z.output<z.ZodObject<typeof serviceShape>>;
export type ProjectionSettings = z.output<z.ZodObject<typeof projectionShape>>;
