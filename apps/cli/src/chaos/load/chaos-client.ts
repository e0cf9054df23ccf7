import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('chaos-client.main.js', import.meta.url));

export interface ClientOrder {
  name: string;
  seed: number;
  /** That work side by side. */
  callers: number;
  gateway: string;
  key: string;
  brokers: readonly string[];
  topicPrefix: string;
  partitions: number;
  /** What it sent and what it was told goes here. */
  file: string;
}

/** A client that runs as a process of its own, and ends with this one. */
export class ChaosClient {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #said = '';

  constructor(readonly order: ClientOrder) {
    this.#child = spawn(process.execPath, [main, JSON.stringify(order)], { stdio: ['pipe', 'ignore', 'pipe'] });
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#said = `${this.#said}${text}`.slice(-4_000)));
    this.#ended = once(this.#child, 'exit').then(([code]) => code as number | null);
  }

  /** Lets it end what it waits for. Rejects when it has failed. */
  async stop(): Promise<void> {
    this.#child.stdin!.on('error', () => undefined).end(); // it may have ended by itself; its exit code tells
    const code = await this.#ended;
    if (code !== 0) throw new Error(`client ${this.order.name} ended with ${code}: ${this.#said}`);
  }
}
