import { configOf } from '@skein/platform';
import { serviceShape } from '@skein/service';
import { z } from 'zod';

export class CommandServiceConfig extends configOf({
  ...serviceShape,
  SKEIN_SECRET: z
    .string()
    .min(32)
    .describe('the secret that seals principals on the commands topics; at least 32 characters, the same for all replicas'),
  SKEIN_LOCAL_MODE: z
    .stringbool()
    .default(false)
    .describe('true: believe the tenant and actor of unsealed commands on Kafka; for one machine only'),
  QUEUE_LIMIT: z.coerce.number().int().min(1).default(4_000).describe('commands that may wait in one partition before callers get 503'),
}) {}
