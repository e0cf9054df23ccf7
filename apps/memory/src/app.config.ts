import { configOf } from '@skein/platform';
import { projectionShape } from '@skein/service';
import { z } from 'zod';

export class MemoryConfig extends configOf({ ...projectionShape, COMMAND_SERVICE_URL: z.url().describe('where commands go') }) {}
