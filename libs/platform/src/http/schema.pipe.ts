import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { invalidRequest } from './invalid-request.ts';

/**
 * Validates what `@Body`, `@Query` and `@Param` describe by a `schema`. Unlike Nest's own pipe it takes no keys away: a body that would change
 * a prototype was refused when it was read, and any other key is the caller's data.
 */
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, { schema, type }: ArgumentMetadata): Promise<unknown> {
    if (!schema || type === 'custom') return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues) throw invalidRequest(result.issues as z.core.$ZodIssue[]);
    return result.value;
  }
}
