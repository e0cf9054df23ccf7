import { commandsTopic, keyOf, partitionOf, type Category } from '@skein/contracts';
import { Caller, checkSystem, runSystem, type ChildApp, type RunningSystem, type SystemOptions, type SystemReport } from '@skein/testing';
import { TcpProxy } from '@skein/testing/faults';
import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';

/** An app as a process, with a way of its own to the broker and to the database. */
export interface Replica {
  app: ChildApp;
  broker: TcpProxy;
  database: TcpProxy;
}

/** A system whose processes, and the ways between them and the servers, can fail one by one. */
export class FailingSystem {
  readonly #proxies: TcpProxy[] = [];
  /** Records of no account in all events topics, as the last check has counted them. */
  voids = 0;

  private constructor(
    readonly system: RunningSystem,
    readonly caller: Caller,
    readonly partitions: number,
  ) {}

  static async open(fileUrl: string, options: SystemOptions = {}): Promise<FailingSystem> {
    const system = await runSystem(fileUrl, { partitions: 2, ...options });
    return new FailingSystem(system, new Caller(await system.key()), options.partitions ?? 2);
  }

  /** Listens when this resolves; a command-service then owns what nobody else does. */
  async replica(name: 'command-service' | 'event-store', env: Record<string, string> = {}): Promise<Replica> {
    const { KAFKA_BROKERS: brokers, DATABASE_URL: url } = this.system.env;
    const broker = await TcpProxy.inFrontOfBroker(brokers!);
    const database = await TcpProxy.inFrontOf(new URL(url!).host);
    this.#proxies.push(broker, database);
    const app = await this.system.spawn(name, { KAFKA_BROKERS: broker.address, DATABASE_URL: database.through(url!), ...env });
    return { app, broker, database };
  }

  /** A new stream whose records are in this partition. */
  streamIn(partition: number): string {
    for (;;) {
      const stream = `w-${randomUUID()}`;
      if (partitionOf(keyOf('acme', stream), this.partitions) === partition) return stream;
    }
  }

  commandsTopic(category: Category = 'workflow'): string {
    return commandsTopic(category, this.system.prefix);
  }

  /** Fails unless topics, store and answers agree: see {@link checkSystem}. */
  async check(): Promise<SystemReport> {
    const report = await checkSystem(this.system, this.caller.answers);
    expect(report.complaints).toEqual([]);
    this.voids = report.voids;
    return report;
  }

  async close(): Promise<void> {
    for (const proxy of this.#proxies) proxy.close();
    await this.system.stop();
  }
}
