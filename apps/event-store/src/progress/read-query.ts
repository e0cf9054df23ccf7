import { ReadAfter } from '@skein/contracts';
import { z } from 'zod';

/** Query of a read that asks for nothing but not to be too old. */
export const ReadQuery = z.strictObject(ReadAfter);
export type ReadQuery = z.output<typeof ReadQuery>;
