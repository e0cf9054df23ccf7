import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from '../process/process-identity.ts';
import type { PartName } from '../stack.ts';

/** What is known of a part after its run: enough to find what a killed run left behind, and to take the same port again. */
export interface PartState {
  process?: ProcessIdentity;
  startedAt?: string;
  port: number;
}

/** Contents of `stack.json`. */
export interface StackState {
  owner?: ProcessIdentity;
  parts: Partial<Record<PartName, PartState>>;
}

/** The state of a home, written whole after each change. */
export class StackStateFile {
  readonly #file: string;
  #state: StackState = { parts: {} };
  #writing: Promise<void> = Promise.resolve();

  constructor(home: string) {
    this.#file = join(home, 'stack.json');
  }

  get state(): StackState {
    return this.#state;
  }

  /** Reads what the last run left; a missing or torn file counts as nothing. */
  async load(): Promise<StackState> {
    try {
      const read = JSON.parse(await readFile(this.#file, 'utf8')) as StackState;
      this.#state = { ...read, parts: read.parts ?? {} };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    }
    return this.#state;
  }

  own(owner: ProcessIdentity | undefined): Promise<void> {
    return this.#save({ ...this.#state, owner });
  }

  part(name: PartName, part: PartState): Promise<void> {
    return this.#save({ ...this.#state, parts: { ...this.#state.parts, [name]: part } });
  }

  #save(state: StackState): Promise<void> {
    this.#state = state;
    const write = async () => {
      const draft = `${this.#file}.draft`;
      await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
      await rename(draft, this.#file);
    };
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }
}
