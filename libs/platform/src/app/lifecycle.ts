import { Injectable } from '@nestjs/common';

/** Tells the parts of an app that it is about to stop. */
@Injectable()
export class Lifecycle {
  readonly #stopping = new AbortController();
  readonly #closing = new AbortController();

  /** Aborted as soon as the app is asked to stop: streams and long polls end now, nothing new is taken on. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Aborted when new requests begin to be refused; those under way are still answered. What others can take over should go to them now. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** New requests are refused; those under way are still answered. */
  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  beginStop(): void {
    this.#stopping.abort();
  }

  close(): void {
    this.#closing.abort();
  }
}
