import { z } from 'zod';
import { StartError } from '../app/start-error.ts';
import type { Environment } from './environment.config.ts';

/**
 * Reads configuration from environment variables. An empty variable counts as missing.
 * Throws one {@link StartError} `config.invalid` (exit code 78) that names every wrong variable and what it should be, and shows no value.
 */
export function loadConfig<T>(schema: z.ZodType<T>, environment: Environment): T {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => problemOf(issue, given, schema));
  throw new StartError({
    code: 'config.invalid',
    what: `the configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}`,
    why: problems.join('\n       '),
    todo: 'set these environment variables and start again.',
  });
}

function problemOf(issue: z.core.$ZodIssue, given: Record<string, unknown>, schema: z.ZodType): string {
  const name = issue.path.map(String).join('.') || '(all)';
  const key = String(issue.path[0]);
  const expected = schema instanceof z.ZodObject ? (schema.shape[key] as z.ZodType | undefined)?.description : undefined;
  const wrong = key in given ? issue.message : 'is missing';
  return `${name}: ${wrong}${expected ? ` (${expected})` : ''}`;
}
