import { z } from 'zod';

/** The variables that every app reads. */
export const appShape = {
  HOST: z.string().default('127.0.0.1').describe('the address to listen on; loopback unless the network in front is trusted'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0).describe('the port to listen on, 0 for any free one'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('the least severe log line written'),
  STOP_DELAY_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(0)
    .describe('milliseconds between "not ready" and the end of listening, so that balancers can turn away'),
  STOP_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(300_000)
    .default(10_000)
    .describe('milliseconds that open requests and consumers get to finish after that'),
  SKEIN_PARENT_PIPE: z.literal('stdin').optional().describe('"stdin": stop when standard input ends, because the parent is gone'),
};
