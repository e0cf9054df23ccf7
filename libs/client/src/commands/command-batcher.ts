import { SkeinError, type CommandResult, type CommandsResponse, type Wait } from '@skein/contracts';
import type { HttpDoor } from '../http/http-door.ts';
import type { OutgoingCommand } from './outgoing-command.ts';

export interface BatchLimits {
  /** Commands in one request. */
  commands: number;
  /** Encoded bytes in one request; a larger command goes alone. */
  bytes: number;
  /** Requests under way at once. */
  requests: number;
  /** While this many are under way, what does not fill another one gathers … */
  few: number;
  /** … until one of them has come back, or the newest is older than this; 0 = nothing gathers. */
  slowAfterMs: number;
}

export const defaultBatchLimits: BatchLimits = { commands: 128, bytes: 1024 * 1024, requests: 32, few: 4, slowAfterMs: 50 };

interface Waiting {
  command: OutgoingCommand;
  /** How long the server may take over it. */
  waitMs: number;
  alone: boolean;
  resolve: (result: CommandResult) => void;
  reject: (error: unknown) => void;
}

// The server gives up first, and says what is known by then; only a server that is gone lets this run out.
const ANSWER_GRACE_MS = 3_000;

/**
 * One attempt for each command, many commands in one request: what is sent in the same turn goes together, and so does what
 * gathers while a few requests are under way. Nothing waits while fewer are.
 */
export class CommandBatcher {
  readonly #door: HttpDoor;
  readonly #wait: Wait;
  readonly #limits: BatchLimits;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #held = false;
  #scheduled = false;

  constructor(door: HttpDoor, wait: Wait, limits: BatchLimits = defaultBatchLimits) {
    this.#door = door;
    this.#wait = wait;
    this.#limits = limits;
  }

  /** Resolves to the server's result for this command; rejects when the request as a whole was refused or not answered. */
  send(command: OutgoingCommand, waitMs: number): Promise<CommandResult> {
    const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
    this.#waiting.push({ command, waitMs, alone: false, resolve, reject });
    this.#schedule();
    return promise;
  }

  #schedule(): void {
    if (this.#scheduled || !this.#mayGo()) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#waiting.length > 0 && this.#mayGo()) void this.#request(this.#nextGroup());
    });
  }

  /** What fills a request gains nothing by waiting for more. */
  #mayGo(): boolean {
    const { commands, requests, few } = this.#limits;
    const isFull = this.#waiting.length >= commands;
    return this.#underWay < requests && (isFull || !this.#held || this.#underWay < few);
  }

  #nextGroup(): Waiting[] {
    const { commands, bytes } = this.#limits;
    let [count, size] = [0, 0];
    for (const { command, alone } of this.#waiting) {
      size += command.bytes + 1;
      if (count > 0 && (count === commands || size > bytes || alone)) break;
      count++;
      if (alone) break;
    }
    return this.#waiting.splice(0, count);
  }

  async #request(group: Waiting[]): Promise<void> {
    this.#underWay++;
    this.#held = this.#limits.slowAfterMs > 0;
    const release = () => {
      this.#held = false;
      if (this.#waiting.length > 0) this.#schedule();
    };
    const slow = setTimeout(release, this.#limits.slowAfterMs);
    try {
      await this.#post(group);
    } finally {
      clearTimeout(slow);
      this.#underWay--;
      release();
    }
  }

  async #post(group: Waiting[]): Promise<void> {
    const waitMs = Math.max(...group.map((one) => one.waitMs));
    try {
      const { results } = await this.#door.json<CommandsResponse>({
        method: 'POST',
        path: '/v1/commands',
        query: { wait: this.#wait },
        headers: { prefer: `wait=${Math.max(1, Math.ceil(waitMs / 1_000))}` },
        body: `{"commands":[${group.map((one) => one.command.json).join(',')}]}`,
        timeoutMs: waitMs + ANSWER_GRACE_MS,
      });
      group.forEach((one, index) => {
        const result = results[index];
        if (result) one.resolve(result);
        else one.reject(new SkeinError('command.outcome-unknown', 'The server answered for fewer commands than it was sent.'));
      });
    } catch (error) {
      if (group.length > 1 && error instanceof SkeinError && mayBeOfOne(error)) this.#sendAlone(group);
      else for (const one of group) one.reject(error);
    }
  }

  /** One command that the server does not take must not be the end of those that happened to travel with it. */
  #sendAlone(group: Waiting[]): void {
    this.#waiting.unshift(...group.map((one) => ({ ...one, alone: true })));
    this.#schedule();
  }
}

const mayBeOfOne = ({ code }: SkeinError) => /^(request|payload|command)\./.test(code) && code !== 'command.outcome-unknown';
