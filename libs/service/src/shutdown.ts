import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** What a service has opened, closed in reverse order when it ends. */
@Injectable()
export class Shutdown implements OnApplicationShutdown {
  readonly #closers: (() => Promise<unknown>)[] = [];

  add(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  async onApplicationShutdown(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
