import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { quickParse, UNSURE, type QuickParse } from '@skein/contracts';
import type { z } from 'zod';
import { invalidRequest } from './invalid-request.ts';

/**
 * Validates what `@Body`, `@Query` and `@Param` describe by a `schema`. Unlike Nest's own pipe it takes no keys away: a body that would change
 * a prototype was refused when it was read, and any other key is the caller's data.
 */
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, { schema, type }: ArgumentMetadata): Promise<unknown> {
    if (!schema || type === 'custom') return value;
    const quick = quickOf(schema as unknown as z.core.$ZodType)(value);
    if (quick !== UNSURE) return quick;
    const result = await schema['~standard'].validate(value);
    if (result.issues) throw invalidRequest(result.issues as z.core.$ZodIssue[]);
    return result.value;
  }
}

const known = new WeakMap<z.core.$ZodType, QuickParse>();

function quickOf(schema: z.core.$ZodType): QuickParse {
  let parse = known.get(schema);
  if (!parse) known.set(schema, (parse = quickParse(schema)));
  return parse;
}
