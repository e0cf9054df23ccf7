import { configOf } from '@skein/platform';
import { projectionShape } from '@skein/service';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { LinearHooks, LinearHookSecrets } from './sources/linear/webhooks/linear-hooks.ts';
import { embeddingShape } from './embedding/embedding-shape.ts';

const list = (separator: string) => z.string().transform((text) => text.split(separator).filter(Boolean));

export class RagIndexerConfig extends configOf({
  ...projectionShape,
  ...embeddingShape,
  QDRANT_URL: z.url().optional().describe('a Qdrant server, 1.18 or newer, for several replicas; absent: the index is in memory, for one'),
  QDRANT_API_KEY: z.string().min(1).optional().describe('its key'),
  INDEX_TAKEOVER_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(600_000)
    .default(5_000)
    .describe('milliseconds that one which keeps its index in memory waits for the one before to end'),
  INDEX_ROOTS: list(delimiter).default([]).describe('the folders that may be indexed, separated as in PATH; absent: none'),
  INDEX_HOSTS: list(',')
    .default(['github.com', 'gitlab.com', 'bitbucket.org'])
    .describe('the hosts that may be cloned from, separated by commas'),
  INDEX_DATA: z.string().default(join(tmpdir(), 'skein-index')).describe('where clones are kept; they may be lost'),
  INDEX_EXCEPT: list(delimiter)
    .default([])
    .describe('folders of which nothing is indexed, wherever they are, separated as in PATH; INDEX_DATA is one anyway'),
  LINEAR_API_KEY: z.string().min(1).optional().describe('a personal key of Linear'),
  LINEAR_WEBHOOKS: LinearHooks.default([]).describe('webhooks, separated by commas: <name>=<tenant>/<project>; absent: none'),
  LINEAR_WEBHOOK_SECRET: list(',')
    .default([])
    .describe('their signing secret; two, separated by a comma, while one takes the place of the other'),
  LINEAR_WEBHOOK_SECRETS: LinearHookSecrets.default([]).describe(
    'signing secrets of single webhooks, separated by commas: <name>=<secret>; LINEAR_WEBHOOK_SECRET does not count for these',
  ),
  LINEAR_URL: z.url().optional().describe('where Linear answers, if not at its own address'),
}) {}
