interface StartProblem {
  /** Stable name, such as `config.invalid` or `port.in-use`. */
  code: string;
  what: string;
  why: string;
  /** What the reader should do now. */
  todo: string;
  /** 78: the set-up must change first. 69: a part that is needed does not answer. */
  exitCode?: number;
}

/** Why an app cannot start, told to the person who started it. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: string;
  readonly why: string;
  readonly todo: string;
  readonly exitCode: number;

  constructor({ code, what, why, todo, exitCode = 78 }: StartProblem, options?: ErrorOptions) {
    super(what, options);
    this.code = code;
    this.why = why;
    this.todo = todo;
    this.exitCode = exitCode;
  }
}
