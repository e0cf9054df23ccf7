import { plainPrefix, type Tests } from '@skein/vector-index';
import { labelsOfPayload } from '../points/label-payload.ts';

/** As paths are kept: from the root of their source, without `./` before them and slashes at their ends. */
export const plainPath = (path: string): string => plainPrefix(path.replace(/^(?:\.\/+)+|^\.$/, ''));

/** Passes what is one of these files, or below one of these folders. */
export function belowAny(paths: readonly string[]): Tests[string] {
  const passes = (value: unknown) => typeof value === 'string' && paths.some((path) => value === path || value.startsWith(`${path}/`));
  return { name: `below ${JSON.stringify(paths)}`, passes };
}

/** Passes what has one of these labels. */
export function labelledAny(labels: readonly string[]): Tests[string] {
  const passes = (value: unknown) => labelsOfPayload(value).some((label) => labels.includes(label));
  return { name: `labelled ${JSON.stringify(labels)}`, passes };
}

/** Passes what passes all of them. */
export function allOf(tests: readonly Tests[]): Tests {
  const all: Record<string, Tests[string]> = {};
  for (const [key, test] of tests.flatMap((some) => Object.entries(some))) all[key] = all[key] ? both(all[key], test) : test;
  return all;
}

function both(one: Tests[string], other: Tests[string]): Tests[string] {
  const ends = one.ends ?? other.ends;
  const passes: Tests[string]['passes'] = (value) => one.passes(value) && other.passes(value);
  return { name: JSON.stringify([one.name, other.name]), passes, ...(ends === undefined ? {} : { ends }) };
}
