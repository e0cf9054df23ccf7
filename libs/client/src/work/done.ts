import type { CompleteStep } from '@skein/contracts';

type Completion = Parameters<typeof CompleteStep>[0];

/** What comes with a completed step beside its output. */
export interface DoneWith {
  /** Steps to schedule in the same decision. */
  next?: Completion['next'];
  usage?: Completion['usage'];
}

/** Made by {@link done}. */
export class Done {
  readonly output: unknown;
  readonly with: DoneWith;

  constructor(output: unknown, more: DoneWith) {
    this.output = output;
    this.with = more;
  }
}

/** What a handler returns when there is more to say than the output: `return done(output, { next: [...], usage })`. */
export const done = (output: unknown, more: DoneWith = {}): Done => new Done(output, more);
