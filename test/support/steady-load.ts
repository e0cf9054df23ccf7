import { randomUUID } from 'node:crypto';

export interface LoadFigures {
  answers: number;
  /** Answers that were no success, by status and code. */
  failed: Record<string, number>;
  /** The longest that any command took, in ms. */
  longestMs: number;
  /** Longest time in which no command at all was answered, in ms. */
  silentMs: number;
}

type Wait = 'logged' | 'stored';

/** Callers who send one command after another, each on a stream of its own, and never try one twice. */
export class SteadyLoad {
  readonly #stopped = new AbortController();
  readonly #loops: Promise<void>[];
  #figures!: LoadFigures;
  #lastAnswer = 0;
  #heard = Promise.withResolvers<void>();

  private constructor(
    private readonly url: string,
    private readonly key: string,
    waits: readonly Wait[],
  ) {
    this.begin();
    this.#loops = waits.map((wait, index) => this.#run(`load-${index}-${randomUUID()}`, wait));
  }

  /** One caller per entry of `waits`. */
  static start(url: string, key: string, waits: readonly Wait[]): SteadyLoad {
    return new SteadyLoad(url, key, waits);
  }

  /** Counts from zero; resolves to what was counted until now. */
  begin(): LoadFigures {
    const before = this.#figures;
    this.#figures = { answers: 0, failed: {}, longestMs: 0, silentMs: 0 };
    this.#lastAnswer = performance.now();
    return before;
  }

  /** Resolves when that many more commands have been answered. */
  async answers(count: number): Promise<void> {
    for (const goal = this.#figures.answers + count; this.#figures.answers < goal;) await this.#heard.promise;
  }

  async stop(): Promise<LoadFigures> {
    this.#stopped.abort();
    await Promise.all(this.#loops);
    return this.#figures;
  }

  async #run(stream: string, wait: Wait): Promise<void> {
    await this.#send(
      stream,
      { type: 'workflow.start-workflow', data: { title: 'load', steps: [{ step: 's', capability: 'load/none' }] } },
      wait,
    );
    while (!this.#stopped.signal.aborted) await this.#send(stream, { type: 'workflow.annotate', data: { text: 'steady' } }, wait);
  }

  async #send(stream: string, command: object, wait: Wait): Promise<void> {
    const sent = performance.now();
    const outcome = await this.#outcome({ ...command, id: randomUUID(), stream }, wait);
    const now = performance.now();
    const figures = this.#figures;
    figures.answers++;
    figures.longestMs = Math.max(figures.longestMs, now - sent);
    if (outcome !== 'applied') figures.failed[outcome] = (figures.failed[outcome] ?? 0) + 1;
    else {
      figures.silentMs = Math.max(figures.silentMs, now - this.#lastAnswer);
      this.#lastAnswer = now;
    }
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }

  async #outcome(command: object, wait: Wait): Promise<string> {
    try {
      const answer = await fetch(`${this.url}/v1/commands?wait=${wait}`, {
        method: 'POST',
        body: JSON.stringify({ commands: [command] }),
        headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
      });
      const { results, code } = (await answer.json()) as { results?: { status: string; problem?: { code: string } }[]; code?: string };
      return results?.[0] ? (results[0].problem?.code ?? results[0].status) : `${answer.status} ${code}`;
    } catch (error) {
      return error instanceof Error ? String(error.cause ?? error) : String(error);
    }
  }
}
