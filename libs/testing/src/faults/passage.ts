import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Direction, InjectedFault } from './fault.ts';
import type { Address } from './kafka-wire.ts';
import type { Unit, Wire } from './wire.ts';

/** One client's connection and the one behind it, with what lies between them. */
export class Passage {
  readonly #upstream: Socket;
  readonly #queues: Record<Direction, Promise<void> | undefined> = { request: undefined, answer: undefined };

  constructor(
    private readonly client: Socket,
    to: Address,
    wire: Wire,
    private readonly faults: ReadonlySet<InjectedFault>,
    ended: () => void,
  ) {
    this.#upstream = connect({ ...to, noDelay: true });
    client.setNoDelay(true);
    client.on('data', (chunk: Buffer) => wire.request(chunk).forEach((unit) => this.#take('request', unit)));
    this.#upstream.on('data', (chunk: Buffer) => wire.answer(chunk).forEach((unit) => this.#take('answer', unit)));
    for (const socket of [client, this.#upstream]) {
      socket.on('error', () => this.cut()); // whoever is at the other end sees that the connection is over
      socket.on('close', () => {
        this.cut();
        ended();
      });
    }
  }

  /** Ends both sides at once, whatever is under way. */
  cut(): void {
    this.client.destroy();
    this.#upstream.destroy();
  }

  /** Reads nothing from either side: the connection stays, and nothing passes. */
  pause(): void {
    this.client.pause();
    this.#upstream.pause();
  }

  resume(): void {
    this.client.resume();
    this.#upstream.resume();
  }

  #take(direction: Direction, unit: Unit): void {
    const met = [...this.faults].find((fault) => fault.meets(direction, unit));
    if (!met) return this.#pass(direction, unit.bytes);
    const { act } = met.fault;
    if (act === 'swallow') return;
    if (act === 'hold') return met.hold(() => this.#pass(direction, unit.bytes));
    if (act === 'repeat') return this.#pass(direction, Buffer.concat([unit.bytes, unit.bytes]));
    if ('delayMs' in act) return this.#passLater(direction, unit.bytes, act.delayMs);
    if ('change' in act) return this.#pass(direction, act.change(unit.bytes)!);
    this.#pass(direction, unit.bytes.subarray(0, act.cutAfter));
    this.#endOf(direction).end(() => this.cut());
  }

  #pass(direction: Direction, bytes: Buffer): void {
    if (this.#queues[direction]) this.#passLater(direction, bytes, 0);
    else this.#endOf(direction).write(bytes);
  }

  #passLater(direction: Direction, bytes: Buffer, delayMs: number): void {
    const queue = (this.#queues[direction] ?? Promise.resolve()).then(async () => {
      await pause(delayMs);
      this.#endOf(direction).write(bytes);
      if (this.#queues[direction] === queue) this.#queues[direction] = undefined;
    });
    this.#queues[direction] = queue;
  }

  #endOf(direction: Direction): Socket {
    return direction === 'request' ? this.#upstream : this.client;
  }
}
