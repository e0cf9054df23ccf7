import { Annotate, AppendTurns, Approve, ClaimStep, CompleteStep, ExtendLease, FailStep, RegisterAgent } from '@skein/contracts';
import { RequestApproval, ScheduleStep, StartThread, StartWorkflow, type Category, type Fact } from '@skein/contracts';
import { setTimeout as after } from 'node:timers/promises';
import { between, oneOf } from '../plan/seeded.ts';
import type { ChaosAnswer, ChaosCommand } from './sent-command.ts';
import { sendUntilKnown, type Doors } from './sender.ts';

const LEASE_MS = 1_500;
/** Streams that all callers of all clients work on, against each other. */
const SHARED_STREAMS = 6;

/** One caller: a mix of everything that agents do, on streams of its own and on some that it shares with all others. */
export class ChaosCaller {
  #count = 0;

  constructor(
    private readonly name: string,
    private readonly random: () => number,
    private readonly doors: Doors,
    private readonly stopped: AbortSignal,
  ) {}

  async run(): Promise<void> {
    for (let round = 0; !this.stopped.aborted; round++) {
      const own = `${this.name}-w${round}`;
      await this.#workflow(own);
      await this.#workflow(`chaos-shared-${between(this.random, 1, SHARED_STREAMS)}`);
      await this.#thread(`${this.name}-t${round}`);
      await this.#send(
        'agent',
        `${this.name}-agent`,
        RegisterAgent({ name: this.name, capabilities: ['chaos/read'], tags: [`r${round}`] }),
      );
    }
  }

  async #workflow(stream: string): Promise<void> {
    const steps = ['one', 'two'].map((step) => ({ step, capability: 'chaos/read', retry: { maxAttempts: 50, backoffMs: 10 } }));
    await this.#send('workflow', stream, StartWorkflow({ title: 'Chaos', steps }));
    const extra = `s${between(this.random, 1, 999_999)}`;
    await this.#send('workflow', stream, ScheduleStep({ step: extra, capability: 'chaos/read' }));
    const told = await this.#send('workflow', stream, Annotate({ text: `note ${this.#count}` }));
    await this.#send('workflow', stream, Annotate({ text: 'only if nothing has changed' }), told?.version);
    for (const step of ['one', 'two', extra]) await this.#step(stream, step);
    const gate = `g${between(this.random, 1, 999_999)}`;
    await this.#send('workflow', stream, RequestApproval({ gate, title: 'May it go on?' }));
    await this.#send('workflow', stream, Approve({ gate, justification: 'chaos' }));
  }

  async #step(stream: string, step: string): Promise<void> {
    const claimed = await this.#send('workflow', stream, ClaimStep({ step, leaseMs: LEASE_MS }), undefined, 'http');
    const fence = claimed?.fence;
    if (fence === undefined) return;
    if (this.random() < 0.3) await this.#send('workflow', stream, ExtendLease({ step, fence, leaseMs: LEASE_MS }));
    if (this.random() < 0.1) return; // goes away in the middle of it; the lease ends
    if (this.random() < 0.2) await this.#send('workflow', stream, FailStep({ step, fence, error: { message: 'chaos' } }));
    else await this.#send('workflow', stream, CompleteStep({ step, fence, output: { by: this.name } }));
  }

  async #thread(stream: string): Promise<void> {
    await this.#send('memory', stream, StartThread({ title: 'Chaos' }));
    const content = 'x'.repeat(between(this.random, 1, 2_000));
    for (let i = 0; i < 3; i++) await this.#send('memory', stream, AppendTurns({ turns: [{ role: 'assistant', content }] }));
  }

  async #send(
    category: Category,
    stream: string,
    { type, data }: Fact,
    expectedVersion?: number,
    via?: 'http',
  ): Promise<ChaosAnswer | undefined> {
    if (this.stopped.aborted) return undefined;
    const wait = via
      ? oneOf(this.random, ['logged', 'stored'] as const)
      : oneOf(this.random, ['accepted', 'logged', 'stored', 'stored'] as const);
    const command: ChaosCommand = {
      ...{ id: `${this.name}-${this.#count++}`, stream, category, type, data, expectedVersion, wait },
      via: via ?? (this.random() < 0.15 ? 'kafka' : 'http'),
    };
    const answer = await sendUntilKnown(this.doors, command, { again: this.random() < 0.1, stopped: this.stopped });
    await after(between(this.random, 5, 60), undefined, { signal: this.stopped }).catch(() => undefined);
    return answer;
  }
}
