import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { InjectedFault, type Fault } from './fault.ts';
import { kafkaWire, type Address } from './kafka-wire.ts';
import { Passage } from './passage.ts';
import { plainWire, type Wire } from './wire.ts';

const HOST = '127.0.0.1';

/** Stands between a client and a server, and does to their conversation what networks do: loses, delays, holds up, cuts. */
export class TcpProxy {
  readonly #faults = new Set<InjectedFault>();
  readonly #passages = new Set<Passage>();
  #server: Server | undefined;
  #halfOpen = false;
  #port = 0;

  private constructor(
    private readonly to: Address,
    private readonly wire: (to: Address, own: Address) => Wire,
  ) {}

  /** In front of any server; a fault meets pieces of bytes as they come. */
  static inFrontOf(server: string): Promise<TcpProxy> {
    return TcpProxy.#open(server, plainWire);
  }

  /** In front of a broker; a fault meets whole requests and answers, and can tell them by name (`produce`, `heartbeat` …). */
  static inFrontOfBroker(broker: string): Promise<TcpProxy> {
    return TcpProxy.#open(broker, kafkaWire);
  }

  static async #open(server: string, wire: (to: Address, own: Address) => Wire): Promise<TcpProxy> {
    const { hostname, port } = new URL(`tcp://${server}`);
    const proxy = new TcpProxy({ host: hostname, port: Number(port) }, wire);
    await proxy.accept();
    return proxy;
  }

  /** Where it listens, `host:port`. */
  get address(): string {
    return `${HOST}:${this.#port}`;
  }

  /** The same connection URL, leading through here. */
  through(url: string): string {
    const changed = new URL(url);
    changed.host = this.address;
    return changed.href;
  }

  /** From now on; the first fault that meets a unit has it. */
  inject(fault: Fault): InjectedFault {
    const injected = new InjectedFault(fault);
    this.#faults.add(injected);
    return injected;
  }

  /** Ends every connection that there is. */
  cut(): void {
    for (const passage of this.#passages) passage.cut();
  }

  /** Connections stay and are taken, and nothing passes either way, until the returned function is called. */
  halfOpen(): () => void {
    this.#halfOpen = true;
    for (const passage of this.#passages) passage.pause();
    return () => {
      this.#halfOpen = false;
      for (const passage of this.#passages) passage.resume();
    };
  }

  /** New connections are refused, until {@link accept}; those that there are stay. */
  refuse(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  async accept(): Promise<void> {
    if (this.#server) return;
    this.#server = createServer({ noDelay: true }, (socket) => this.#take(socket)).listen(this.#port, HOST);
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as { port: number }).port;
  }

  close(): void {
    this.refuse();
    this.cut();
  }

  #take(socket: Socket): void {
    const own = { host: HOST, port: this.#port };
    const passage: Passage = new Passage(socket, this.to, this.wire(this.to, own), this.#faults, () => this.#passages.delete(passage));
    this.#passages.add(passage);
    if (this.#halfOpen) passage.pause();
  }
}
