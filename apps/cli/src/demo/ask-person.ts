import { createInterface } from 'node:readline/promises';
import type { Terminal } from '../output/terminal.ts';

type Answer = { no: string } | undefined;

/** A person at the terminal decides; without one, whoever sends `skein approve` or `skein reject`. */
export function askPerson(terminal: Terminal, { yes }: { yes: boolean }): (question: string, signal: AbortSignal) => Promise<Answer> {
  return async (question, signal) => {
    if (yes) return undefined;
    if (!process.stdin.isTTY) {
      terminal.say('Waiting for a person: see "skein approve --help", or start with --yes.');
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      return undefined;
    }
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const answer = (await lines.question(`${question} [y/N] `, { signal })).trim().toLowerCase();
      return answer === 'y' || answer === 'yes' ? undefined : { no: 'the person at the terminal said no' };
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      lines.close();
    }
  };
}
