import type { UpstreamAnswer } from './upstream-answer.ts';

/** Whoever waits for an answer: a request at a service ends when they go away, so that nobody's poll takes offers. */
export class Caller {
  #left: Error | undefined;
  #waitsFor: UpstreamAnswer | undefined;

  get left(): boolean {
    return this.#left !== undefined;
  }

  leave(why: Error): void {
    this.#left ??= why;
    this.#waitsFor?.giveUp(why);
  }

  waitFor(answer: UpstreamAnswer): void {
    this.#waitsFor = answer;
    if (this.#left) answer.giveUp(this.#left);
  }
}
