import { SkeinError } from '@skein/contracts';
import type { z } from 'zod';

/** What a schema found wrong, as the error to answer with: `payload.bad-text` when a text cannot be stored, else `request.invalid`. */
export function invalidRequest(issues: readonly z.core.$ZodIssue[]): SkeinError {
  const problems = issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
  const shown = problems.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  const badText = issues.some((issue) => issue.code === 'custom' && issue.params?.['code'] === 'payload.bad-text');
  return new SkeinError(badText ? 'payload.bad-text' : 'request.invalid', `The request does not fit its schema: ${shown.join('; ')}.`, {
    issues: problems,
  });
}
