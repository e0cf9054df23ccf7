import { configOf } from '@skein/platform';
import { projectionShape } from '@skein/service';
import { z } from 'zod';

export class AgentRegistryConfig extends configOf({
  ...projectionShape,
  COMMAND_SERVICE_URL: z.url().describe('where commands go'),
  OWN_WRITE_WAIT_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(10_000)
    .describe('how long the answer to a write waits until reads show it; then it is 202'),
}) {}
