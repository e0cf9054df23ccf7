import type { CommandResult } from '@skein/contracts';

/** The results of the commands of one request, told one by one by whoever knows them: one promise for all of them, however many they are. */
export class PendingResults {
  /** In the order of the places; rejects when one of them fails. */
  readonly all: Promise<CommandResult[]>;
  readonly #results: CommandResult[];
  readonly #taken: boolean[];
  readonly #resolve: (results: CommandResult[]) => void;
  readonly #reject: (error: unknown) => void;
  #left: number;

  constructor(count: number) {
    ({ promise: this.all, resolve: this.#resolve, reject: this.#reject } = Promise.withResolvers<CommandResult[]>());
    this.#results = new Array<CommandResult>(count);
    this.#taken = new Array<boolean>(count).fill(false);
    this.#left = count;
    if (count === 0) this.#resolve([]);
  }

  /** Whether the result of this place is told, or will be. */
  isTaken(place: number): boolean {
    return this.#taken[place]!;
  }

  /** What is told first counts. */
  tell(place: number, result: CommandResult): void {
    if (this.#taken[place]) return;
    this.#taken[place] = true;
    this.#put(place, result);
  }

  tellLater(place: number, result: Promise<CommandResult>): void {
    if (this.#taken[place]) return;
    this.#taken[place] = true;
    result.then((known) => this.#put(place, known), this.#reject);
  }

  #put(place: number, result: CommandResult): void {
    this.#results[place] = result;
    this.#left -= 1;
    if (this.#left === 0) this.#resolve(this.#results);
  }
}
