import type { Category } from '@skein/contracts';
import type { OwnerEffect, OwnerInput } from '@skein/log';
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from './error-text.ts';
import type { PartitionPorts } from './partition-ports.ts';

type Effect<K extends OwnerEffect['kind']> = Extract<OwnerEffect, { kind: K }>;

/** The owner that asks, as it is by the time of an answer. */
export interface Asker {
  gone: AbortSignal;
  incarnation(): number;
  feed(input: OwnerInput): void;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** What one partition's owner asks of broker and store; answers and failures are fed back, and questions that must be answered are repeated. */
export class PartitionCalls {
  #pauseMs = FIRST_PAUSE_MS;

  constructor(
    private readonly category: Category,
    private readonly partition: number,
    private readonly ports: PartitionPorts,
    private readonly asker: Asker,
  ) {}

  async askEnd({ incarnation }: Effect<'ask-end-offset'>): Promise<void> {
    await this.untilDone(async () => {
      const offset = await this.ports.endOffset(this.category, this.partition);
      this.asker.feed({ kind: 'end-offset', incarnation, offset });
    }, incarnation);
  }

  async lookUp({ incarnation, lookup, commands, streams }: Effect<'look-up'>): Promise<void> {
    try {
      const found = await this.ports.lookUp(this.category, this.partition, commands, streams);
      this.#pauseMs = FIRST_PAUSE_MS;
      this.asker.feed({ kind: 'looked-up', incarnation, lookup, ...found });
    } catch (error) {
      await this.#pause(error);
      this.asker.feed({ kind: 'lookup-failed', incarnation, lookup });
    }
  }

  async append({ incarnation, attempt, alone, records }: Effect<'append'>): Promise<void> {
    const result = await this.ports.append(this.category, this.partition, records, alone);
    if (result.kind === 'appended') this.asker.feed({ kind: 'appended', incarnation, attempt, offset: result.baseOffset });
    else if (result.kind === 'refused') this.asker.feed({ kind: 'refused', incarnation, attempt, why: result.why });
    else {
      if (result.kind === 'not-sent') await this.#pause(result.why);
      this.asker.feed({ kind: 'doubt', incarnation, attempt });
    }
  }

  async readRecord({ incarnation, seq }: Effect<'read-record'>): Promise<void> {
    await this.untilDone(async () => {
      const found = await this.ports.readRecord(this.category, this.partition, seq);
      this.asker.feed({ kind: 'record-at', incarnation, ...found });
    }, incarnation);
  }

  /** Repeats it until it succeeds, the partition is gone, or the owner has begun anew since. */
  async untilDone(work: () => Promise<void>, incarnation?: number): Promise<void> {
    while (!this.asker.gone.aborted && (incarnation === undefined || incarnation === this.asker.incarnation())) {
      try {
        await work();
        this.#pauseMs = FIRST_PAUSE_MS;
        return;
      } catch (error) {
        await this.#pause(error);
      }
    }
  }

  async #pause(error: unknown): Promise<void> {
    const { category, partition } = this;
    this.ports.report({ code: 'service.unavailable', category, partition, detail: errorText(error) });
    const ms = this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, ms * 2);
    await delay(ms, undefined, { signal: this.asker.gone }).catch(() => undefined); // only the abort rejects, and the callers check it
  }
}
