import { isProblemCode, Problem, SkeinError, type ProblemCode } from '@skein/contracts';
import type { WholeAnswer } from './collected-answer.ts';

/** The error that a problem document stands for, with the same code. */
export function errorOfProblem(problem: Problem, more: Record<string, unknown> = {}): SkeinError {
  const facts = { ...problem.facts, ...more };
  if (isProblemCode(problem.code)) return new SkeinError(problem.code, problem.detail, facts);
  // a newer server may know more codes than this program
  return new SkeinError('service.failed', `${problem.detail} (${problem.code})`, { ...facts, code: problem.code });
}

/** The error for an answer whose status says that it is one. */
export function errorOfAnswer(url: string, { status, headers, body }: WholeAnswer): SkeinError {
  const text = body.toString();
  const seconds = Number(headers['retry-after'] ?? 0);
  const more = seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {};
  const problem = Problem.safeParse(jsonOf(text));
  if (problem.success) return errorOfProblem(problem.data, more);
  const shown = text.trim().slice(0, 200) || 'no text';
  const message = `${url} answered ${status} without a problem document: ${shown}. Is this the address of a Skein gateway?`;
  return new SkeinError(codeOfStatus(status), message, { status, ...more });
}

/** How long the server asked to wait before the next attempt, in ms. */
export function retryAfterOf(error: SkeinError): number {
  const { retryAfterMs } = error.facts;
  return typeof retryAfterMs === 'number' ? retryAfterMs : 0;
}

function codeOfStatus(status: number): ProblemCode {
  if (status === 404) return 'request.not-found';
  if (status === 401) return 'identity.key-unknown';
  if (status === 413) return 'request.too-large';
  if (status === 429) return 'service.busy';
  return status > 500 ? 'service.unavailable' : 'service.failed';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // whatever answered was not one of ours
  }
}
