import { configOf } from '@skein/platform';
import { z } from 'zod';

export class RagIndexerConfig extends configOf({
  KAFKA_BROKERS: z.string().min(1).describe('host:port of the brokers, separated by commas'),
  DATABASE_URL: z.string().min(1).describe('the Postgres connection URL'),
  TOPIC_PREFIX: z.string().max(100).default('').describe('put before every topic name'),
  PARTITIONS: z.coerce.number().int().min(1).max(1024).default(8).describe('partitions of each topic; chosen once, for life'),
  EVENT_STORE_URL: z.url().describe('where history is read from'),
  SKEIN_API_KEY: z.string().startsWith('sk_').describe('an API key with the scope "admin", to read the whole log'),
}) {}
