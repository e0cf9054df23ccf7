import { createInterface } from 'node:readline/promises';
import type { Context } from './context.ts';

/** Asks the person at the terminal; without one, the answer is no. */
export async function agreed({ interrupted }: Pick<Context, 'interrupted'>, question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking
    .question(`${question} [y/N] `, { signal: interrupted })
    .catch(() => 'no') // interrupted
    .finally(() => asking.close());
  return /^y(es)?$/i.test(answer.trim());
}
