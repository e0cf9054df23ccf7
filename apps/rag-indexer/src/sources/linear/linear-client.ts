import { SkeinError } from '@skein/contracts';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { LinearRefusal } from './linear-refusal.ts';

export interface LinearOptions {
  apiKey: string;
  /** Where it answers; its own address without it. */
  url?: string;
  /** Of one attempt, in ms. */
  timeoutMs?: number;
  /** The pause before the first repeat, in ms; it doubles with each. */
  firstPauseMs?: number;
}

const Answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).nullish() })).optional(),
});
type Answer = z.infer<typeof Answer>;

const ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 60_000;
/** Linear counts by the hour. */
const LONGEST_LIMIT_MS = 3_600_000;
const resets = ['x-ratelimit-requests-reset', 'x-ratelimit-complexity-reset', 'x-ratelimit-endpoint-requests-reset'];

/** Asks Linear's GraphQL: within its limits, again after what may pass, and never longer than it was told to. */
export class LinearClient {
  constructor(private readonly options: LinearOptions) {}

  /** Resolves to what was asked for. Rejects with `index.source-unreachable` or `index.source-unusable`. */
  async ask(query: string, variables: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Record<string, unknown>> {
    let why = '';
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const tried = await this.#try(query, variables, signal);
      if ('data' in tried) return tried.data;
      why = tried.why;
      const backOff = Math.min(LONGEST_PAUSE_MS, (this.options.firstPauseMs ?? 500) * 2 ** (attempt - 1));
      // Spread, so that several that were turned away together do not come back together.
      await wait(tried.pauseMs ?? backOff * (0.5 + Math.random() / 2), undefined, { signal });
    }
    throw new SkeinError(
      'index.source-unreachable',
      `Linear did not answer in ${ATTEMPTS} attempts; the last time: ${why}. Try again later.`,
    );
  }

  async #try(query: string, variables: object, signal: AbortSignal): Promise<{ data: Record<string, unknown> } | Repeat> {
    const { url = 'https://api.linear.app/graphql', apiKey, timeoutMs = 30_000 } = this.options;
    const timeOut = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: apiKey },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.any([signal, timeOut]),
        redirect: 'error', // the key goes nowhere else
      });
      return readAnswer(response, await response.text());
    } catch (error) {
      if (error instanceof SkeinError || signal.aborted) throw error;
      return { why: timeOut.aborted ? `no answer within ${timeoutMs} ms` : 'the connection failed' };
    }
  }
}

interface Repeat {
  why: string;
  pauseMs?: number;
}

function readAnswer({ status, headers }: Response, text: string): { data: Record<string, unknown> } | Repeat {
  const { data, errors = [] } = parsed(text);
  const codes = errors.map(({ extensions }) => extensions?.code);
  if (status === 429 || codes.includes('RATELIMITED')) return { why: 'too many requests', pauseMs: untilReset(headers) };
  if (status === 401 || status === 403 || codes.includes('AUTHENTICATION_ERROR')) {
    throw new SkeinError('index.source-unusable', 'Linear does not accept the API key. Check LINEAR_API_KEY.');
  }
  if (status >= 500) return { why: `it failed with ${status}` };
  if (errors.length > 0) throw new LinearRefusal(errors.map(({ message }) => message).join('; '));
  return data ? { data } : { why: `its answer (${status}) cannot be read` };
}

function parsed(text: string): Answer {
  try {
    return Answer.parse(JSON.parse(text));
  } catch {
    return {}; // an answer cut off, or a page of something in between: told as unreadable
  }
}

/** Until the limit that was reached is lifted; the headers tell instants in ms. */
function untilReset(headers: Headers): number {
  const after = Number(headers.get('retry-after')) * 1_000;
  const at = Math.max(...resets.map((name) => Number(headers.get(name))));
  const pause = after || (at ? at - Date.now() : LONGEST_PAUSE_MS);
  return Math.min(LONGEST_LIMIT_MS, Math.max(1, pause));
}
