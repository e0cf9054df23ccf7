import { Injectable } from '@nestjs/common';

/** Tells the parts of an app that it is about to stop. */
@Injectable()
export class Lifecycle {
  readonly #stopping = new AbortController();
  #closed = false;

  /** Aborted as soon as the app is asked to stop: streams and long polls end now, nothing new is taken on. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** New requests are refused; those under way are still answered. */
  get closed(): boolean {
    return this.#closed;
  }

  beginStop(): void {
    this.#stopping.abort();
  }

  close(): void {
    this.#closed = true;
  }
}
