import { identify, startStack, type PartName, type Stack } from '@skein/local';
import { join } from 'node:path';
import { choosePorts } from '../home/ports.ts';
import { homeFiles } from '../home/home-files.ts';
import { removeRun, writeRun, type Run } from '../home/run-file.ts';
import { urlOf } from '../supervisor/app-plan.ts';
import { keepPart } from '../supervisor/keep-part.ts';
import { Supervisor } from '../supervisor/supervisor.ts';
import { appPlans } from './app-plans.ts';
import { endLeftApps } from './end-left-apps.ts';
import { prepareIdentity } from './prepare-identity.ts';
import { prepareTopics } from './prepare-topics.ts';
import { replicasOf, type Replicas } from './replicas.ts';
import type { LogSettings } from './up-options.ts';

export interface DeploymentOptions extends LogSettings {
  home: string;
  env: NodeJS.ProcessEnv;
  /** Port of the gateway. Default: that of the last run, else any free one. */
  port?: number | undefined;
  /** Default: one process of each app. */
  replicas?: Replicas | undefined;
  /** Aborted: what is being started is given up. */
  signal: AbortSignal;
  say(line: string): void;
  /** A step of the start begins. */
  step(what: string): void;
}

/** Broker, database and all apps of a home, from start to stop. */
export class Deployment {
  readonly #options: DeploymentOptions;
  readonly #stack: Stack;
  readonly #stopping = new AbortController();
  readonly #failed = Promise.withResolvers<never>();
  #supervisor: Supervisor | undefined;
  #run: Run | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(options: DeploymentOptions, stack: Stack) {
    this.#options = options;
    this.#stack = stack;
    this.failed.catch(() => undefined); // it may come before or after somebody waits for it
  }

  /** Starts everything; resolves when all of it takes requests. Nothing is left running when it rejects. */
  static async start(options: DeploymentOptions): Promise<Deployment> {
    const { home, env, say, step } = options;
    step('Kafka and Postgres');
    const stack = await startStack({ home, env, log: say });
    const deployment = new Deployment(options, stack);
    try {
      await deployment.#start();
      return deployment;
    } catch (error) {
      await deployment.stop();
      throw error;
    }
  }

  /** Rejects when a part does not stay up. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  get run(): Run {
    if (!this.#run) throw new Error('a deployment is told of when it is ready');
    return this.#run;
  }

  /** Stops the apps, then what they stand on. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#supervisor?.stop();
    await this.#stack.stop();
    await this.#writing;
    await removeRun(this.#options.home);
  }

  async #start(): Promise<void> {
    const { home, signal, say, step, port, topicPrefix, partitions, replicas = {} } = this.#options;
    await endLeftApps(home, say);
    const { brokers, databaseUrl } = this.#stack;
    for (const part of ['kafka', 'postgres'] as const) this.#keep(part);
    step('topics');
    for (const warning of await prepareTopics({ brokers, prefix: topicPrefix, partitions })) say(warning);
    step('keys');
    const identity = await prepareIdentity(home, databaseUrl);
    const names = replicasOf(replicas).map(({ name }) => name);
    const ports = await choosePorts(home, names, port === undefined ? {} : { gateway: port });
    const plans = appPlans({ home, ports, replicas, brokers, databaseUrl, topicPrefix, partitions, identity });
    const services = Object.fromEntries(plans.map(({ name, port }) => [name, urlOf(port)]));
    this.#run = {
      gateway: urlOf(ports['gateway']!),
      key: identity.developmentKey,
      services,
      pids: {},
      brokers,
      databaseUrl,
      topicPrefix,
      partitions,
      pid: process.pid,
      processes: {},
      supervisor: identify(process.pid) ?? { pid: process.pid, started: 'unknown' },
      ready: false,
    };
    step('apps');
    this.#supervisor = new Supervisor(plans, { say, onChange: () => this.#tell() });
    this.#supervisor.failed.catch((error: unknown) => this.#failed.reject(error));
    await Promise.race([this.#supervisor.start(signal), this.failed]);
    this.#run = { ...this.#run, ready: true };
    this.#tell();
    await this.#writing;
  }

  #keep(part: PartName): void {
    const log = join(this.#options.home, part, part === 'kafka' ? 'kafka.log' : 'postgres.log');
    const watching = { signal: this.#stopping.signal, say: this.#options.say, onChange: () => this.#tell() };
    keepPart(this.#stack, part, log, watching).catch((error: unknown) => this.#failed.reject(error));
  }

  /** Writes down what runs now, for other commands and for a run after this one was killed. */
  #tell(): void {
    if (!this.#run || this.#stopping.signal.aborted) return;
    const parts = (['kafka', 'postgres'] as const).flatMap((name) => {
      const identity = this.#stack.pids[name] === undefined ? undefined : identify(this.#stack.pids[name]);
      return identity ? [[name, identity] as const] : [];
    });
    const processes = Object.fromEntries([...parts, ...(this.#supervisor?.processes ?? [])]);
    const pids = Object.fromEntries(Object.entries(processes).map(([name, { pid }]) => [name, pid]));
    const run = (this.#run = { ...this.#run, processes, pids });
    this.#writing = this.#writing
      .then(() => writeRun(this.#options.home, run))
      .catch((error: unknown) => this.#options.say(`${homeFiles(this.#options.home).run} cannot be written: ${String(error)}`));
  }
}
