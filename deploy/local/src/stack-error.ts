/** Codes that starting the local stack can end with; they stay as they are once published. */
export type StackErrorCode =
  | 'stack.already-running'
  | 'stack.broker-unreachable'
  | 'stack.database-unreachable'
  | 'stack.download-failed'
  | 'stack.jar-mismatch'
  | 'stack.java-missing'
  | 'stack.libs-incomplete'
  | 'stack.maven-missing'
  | 'stack.no-unprivileged-user'
  | 'stack.platform-unsupported'
  | 'stack.port-in-use'
  | 'stack.start-failed';

/** A failure of the local stack: what happened (`message`), why, and what to do. `String(error)` is the text to show a person. */
export class StackError extends Error {
  readonly code: StackErrorCode;
  readonly why: string;
  readonly todo: string;

  constructor(code: StackErrorCode, what: string, facts: { why: string; todo: string; cause?: unknown }) {
    super(what, { cause: facts.cause });
    this.name = 'StackError';
    this.code = code;
    this.why = facts.why;
    this.todo = facts.todo;
  }

  override toString(): string {
    return `skein: ${this.message}.\n  Why: ${this.why}\n  Do:  ${this.todo}\n  Code: ${this.code}`;
  }
}
