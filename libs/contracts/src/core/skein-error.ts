import type { Problem } from '../http/problem.ts';
import { problemKinds, type ProblemCode } from './problem-codes.ts';

/** The one error that crosses a module border: a stable code, what happened and what to do, and typed facts for programs. */
export class SkeinError extends Error {
  override readonly name = 'SkeinError';
  readonly code: ProblemCode;
  readonly facts: Readonly<Record<string, unknown>>;

  /** `message` says what happened, why, and what to do next. */
  constructor(code: ProblemCode, message: string, facts: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.facts = facts;
  }

  get status(): number {
    return problemKinds[this.code].status;
  }

  /** The same request may succeed later without any change. */
  get retriable(): boolean {
    return problemKinds[this.code].retriable ?? false;
  }
}

/** The problem document of a code; `detail` defaults to the code's title. */
export function problemOf(code: ProblemCode, detail?: string, facts: Record<string, unknown> = {}): Problem {
  const kind = problemKinds[code];
  return {
    type: `https://skein.dev/problems/${code}`,
    title: kind.title,
    status: kind.status,
    code,
    detail: detail ?? `${kind.title}.`,
    retriable: kind.retriable ?? false,
    ...(Object.keys(facts).length > 0 ? { facts } : {}),
  };
}
