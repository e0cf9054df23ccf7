import { SkeinError, Wait } from '@skein/contracts';
import { z } from 'zod';
import type { DeskOptions } from '../answers/command-desk.ts';

/** `?wait=accepted|logged|stored` of every route that takes commands. */
export const WaitQuery = z.strictObject({ wait: Wait.default('stored') });
export type WaitQuery = z.infer<typeof WaitQuery>;

const DEFAULT_MS = 10_000;
const LONGEST_S = 60;

/** `Prefer: wait=<seconds>` bounds the wait (RFC 7240); 10 seconds without it. */
export function deskOptions({ wait }: WaitQuery, prefer: string | undefined): DeskOptions {
  const seconds = /(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/.exec(prefer ?? '')?.[1];
  return { wait, timeoutMs: seconds === undefined ? DEFAULT_MS : Math.min(LONGEST_S, Number(seconds)) * 1000 };
}

/** `If-Match: "7"` is the expected version 7. */
export function expectedVersion(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) return undefined;
  const version = /^"?(\d{1,15})"?$/.exec(ifMatch.trim())?.[1];
  if (version === undefined)
    throw new SkeinError('request.invalid', `If-Match must be a stream version such as "7", and is ${ifMatch.slice(0, 40)}.`);
  return Number(version);
}
