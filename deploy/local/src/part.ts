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
  /** File with its output, named in errors. */
  output: string;
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
      const process = await this.#recipe.launch();
      this.#process = process;
      void process.exited.then((exit) => {
        if (this.#process === process) for (const listener of this.#listeners) listener(exit);
      });
      await this.#remember({ process: process.identity, startedAt: new Date().toISOString() });
      await this.#untilItAnswers(process).catch(async (error) => {
        await this.#end();
        throw error;
      });
    });
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

  async #untilItAnswers(process: GuardedProcess): Promise<void> {
    const deadline = performance.now() + answerWithinMs;
    for (;;) {
      const problem = await this.#recipe.probe().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (process.exit) throw this.#failed('it ended before it answered', problem);
      if (problem === undefined) return;
      if (performance.now() > deadline) throw this.#failed(`it has not answered for ${answerWithinMs / 1000} s`, problem);
      await Promise.race([process.exited, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
  }

  #failed(why: string, cause: unknown): StackError {
    const { name, output } = this.#recipe;
    return new StackError('stack.start-failed', `${name} could not be started`, {
      why: `${why}.`,
      todo: `read the end of ${output}, which says why.`,
      cause,
    });
  }
}
