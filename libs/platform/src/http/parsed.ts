import type { z } from 'zod';
import { invalidRequest } from './invalid-request.ts';

/** Parses what a caller sent, for the rare value that no `@Body`, `@Query` or `@Param` carries. Throws `request.invalid`. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(result.error.issues);
  return result.data;
}
