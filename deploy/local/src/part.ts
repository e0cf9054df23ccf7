import { readFile } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import type { PartState, StackStateFile } from './home/stack-state.ts';
import type { GuardedProcess } from './process/guarded-process.ts';
import { StackError } from './stack-error.ts';
import type { PartExit, PartName, PartOrigin } from './stack.ts';

/** One server of the stack, started here or given. */
export interface Part {
  readonly origin: PartOrigin;
  /** `host:port` list of a broker, URL of a database. */
  readonly address: string;
  readonly pid: number | undefined;
  stop(): Promise<void>;
  restart(): Promise<void>;
  onExit(callback: (exit: PartExit) => void): () => void;
}

/** How one kind of server is started and asked whether it answers. */
export interface PartRecipe {
  name: PartName;
  address: string;
  port: number;
  /** Files that say why it failed. */
  logs: string[];
  /** Whether a start that failed with this log may succeed soon. Default: never. */
  mayPass?(log: string): boolean;
  launch(): Promise<GuardedProcess>;
  /** Resolves when the server answers a real request; asked until it does. */
  probe(): Promise<void>;
}

/** A server that somebody else runs: it is used, never started or ended. */
export function givenPart(address: string): Part {
  return { origin: 'given', address, pid: undefined, stop: async () => {}, restart: async () => {}, onExit: () => () => {} };
}

/** A server of this run. It is running when this resolves. */
export async function startPart(recipe: PartRecipe, file: StackStateFile): Promise<Part> {
  const part = new StartedPart(recipe, file);
  await part.restart();
  return part;
}

const answerWithinMs = 60_000;

class StartedPart implements Part {
  readonly origin = 'started';
  readonly #recipe: PartRecipe;
  readonly #file: StackStateFile;
  readonly #listeners = new Set<(exit: PartExit) => void>();
  #process: GuardedProcess | undefined;
  // Stops and restarts one after the other, in the order asked for.
  #last: Promise<void> = Promise.resolve();

  constructor(recipe: PartRecipe, file: StackStateFile) {
    this.#recipe = recipe;
    this.#file = file;
  }

  get address(): string {
    return this.#recipe.address;
  }

  get pid(): number | undefined {
    return this.#process?.exit ? undefined : this.#process?.identity.pid;
  }

  onExit(callback: (exit: PartExit) => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  stop(): Promise<void> {
    return this.#inOrder(() => this.#end());
  }

  restart(): Promise<void> {
    return this.#inOrder(async () => {
      await this.#end();
      const deadline = performance.now() + answerWithinMs;
      while (!(await this.#started(deadline))) await after(200);
    });
  }

  /** False when it ended by something that passes. */
  async #started(deadline: number): Promise<boolean> {
    const process = await this.#recipe.launch();
    this.#process = process;
    await this.#remember({ process: process.identity, startedAt: new Date().toISOString() });
    const problem = await this.#untilItAnswers(process, deadline);
    if (problem) {
      await this.#end();
      const log = await readEnd(this.#recipe.logs);
      if (process.exit && this.#recipe.mayPass?.(log) && performance.now() < deadline) return false;
      throw startFailed(this.#recipe, problem, log);
    }
    void process.exited.then((exit) => {
      if (this.#process === process) for (const listener of this.#listeners) listener(exit);
    });
    return true;
  }

  #inOrder(step: () => Promise<void>): Promise<void> {
    const run = this.#last.then(step);
    this.#last = run.catch(() => {}); // whoever asked for the step gets its error; the next step starts afresh
    return run;
  }

  async #end(): Promise<void> {
    const process = this.#process;
    if (!process) return;
    this.#process = undefined;
    await process.end();
    await this.#remember({});
  }

  #remember(state: Omit<PartState, 'port'>): Promise<void> {
    return this.#file.part(this.#recipe.name, { ...state, port: this.#recipe.port });
  }

  async #untilItAnswers(process: GuardedProcess, deadline: number): Promise<Failure | undefined> {
    for (;;) {
      const cause = await this.#recipe.probe().then(
        () => undefined,
        (error: unknown) => error ?? new Error('no answer'),
      );
      if (process.exit) return { why: 'it ended before it answered', cause };
      if (cause === undefined) return undefined;
      if (performance.now() > deadline) return { why: `it has not answered for ${answerWithinMs / 1000} s`, cause };
      await Promise.race([process.exited, after(50)]);
    }
  }
}

interface Failure {
  why: string;
  cause: unknown;
}

function startFailed({ name, logs }: PartRecipe, { why, cause }: Failure, log: string): StackError {
  const errors = log.split('\n').filter((line) => /ERROR|FATAL|Exception/.test(line));
  return new StackError('stack.start-failed', `${name} could not be started`, {
    why: [`${why}.`, ...errors.slice(-4)].join('\n       '),
    todo: `read the end of ${logs.join(' and ')}.`,
    cause,
  });
}

/** The last 16 KiB of each file; one that was never written is empty. */
async function readEnd(files: string[]): Promise<string> {
  const contents = await Promise.all(
    files.map((file) =>
      readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      }),
    ),
  );
  return contents.map((content) => content.slice(-16 * 1024)).join('\n');
}
