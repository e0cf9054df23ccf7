import { configOf } from '@skein/platform';
import { projectionShape } from '@skein/service';
import { z } from 'zod';

export class RagIndexerConfig extends configOf({
  ...projectionShape,
  QDRANT_URL: z.url().optional().describe('a Qdrant server, 1.18 or newer, for several replicas; absent: the index is in memory, for one'),
  QDRANT_API_KEY: z.string().min(1).optional().describe('its key'),
}) {}
