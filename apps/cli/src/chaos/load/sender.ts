import { setTimeout as after } from 'node:timers/promises';
import type { ClientEntry } from './client-entry.ts';
import type { ChaosAnswer, ChaosCommand } from './sent-command.ts';

const TRIES = 6;

export interface Doors {
  http(command: ChaosCommand): Promise<ChaosAnswer | undefined>;
  kafka(command: ChaosCommand): Promise<ChaosAnswer | undefined>;
  /** Writes down what happens, in its order. */
  note(entry: ClientEntry): void;
}

/** Sends a command, again with the same id while nobody knows what became of it, and sometimes once more for no reason. */
export async function sendUntilKnown(doors: Doors, command: ChaosCommand, { again, stopped }: { again: boolean; stopped: AbortSignal }) {
  for (let tries = 1; ; tries++) {
    const answer = await sendOnce(doors, command);
    const known = answer && answer.status !== 'failed';
    if (known && again) await sendOnce(doors, { ...command, via: 'http', wait: 'stored' });
    if (known || tries === TRIES || stopped.aborted) return answer;
    await after(200 * tries, undefined, { signal: stopped }).catch(() => undefined);
  }
}

async function sendOnce({ http, kafka, note }: Doors, command: ChaosCommand): Promise<ChaosAnswer | undefined> {
  const { id, stream, category, type, via, wait } = command;
  note({ kind: 'sent', id, stream, category, type, via, wait });
  const answer = await (via === 'http' ? http(command) : kafka(command));
  if (answer) {
    const { fence: _, ...told } = answer;
    note({ kind: 'answered', id, stream, category, ...told });
  }
  return answer;
}
