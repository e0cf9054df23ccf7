import type { PartName, Stack } from '@skein/local';
import { keepRunning, type Running } from './keep-running.ts';

interface Watching {
  /** Aborted before the stack is stopped. */
  signal: AbortSignal;
  say(line: string): void;
  onChange(): void;
}

/** Starts the broker or the database again when it ends. Rejects when it does not stay up; settles no more once `signal` is aborted. */
export function keepPart(stack: Stack, part: PartName, log: string, { signal, say, onChange }: Watching): Promise<void> {
  const running = (): Running => {
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    const unsubscribe = stack.onExit(part, (exit) => {
      unsubscribe();
      resolve(exit.signal ?? `code ${exit.code}`);
    });
    return { ended };
  };
  const start = async () => {
    await stack.restart(part);
    onChange();
    say(`${part} is back`);
    return running();
  };
  return keepRunning({ name: part, log, start }, { signal, say, running: running() });
}
