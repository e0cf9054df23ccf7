import { exitCode } from './exit-code.ts';

interface Facts {
  /** Stable name, such as `cli.not-running`. */
  code: string;
  why: string;
  /** What the reader should do now. */
  todo: string;
  exit?: number;
  cause?: unknown;
}

/** Why a command ends, told to the person who gave it. The message says what happened. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly why: string;
  readonly todo: string;
  readonly exit: number;

  constructor(what: string, { code, why, todo, exit = exitCode.problem, cause }: Facts) {
    super(what, { cause });
    this.code = code;
    this.why = why;
    this.todo = todo;
    this.exit = exit;
  }
}
