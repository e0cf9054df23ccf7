import type { Command } from 'commander';
import type { Context } from './context.ts';

/** Does the work of a command. Resolves to an exit code other than 0, if any. */
export type Work<Options> = (context: Context, options: Options, ...args: string[]) => Promise<number | void>;

interface RunOptions {
  /** The work stops in order when it is interrupted. Without it the process simply ends then. */
  endsItself?: boolean;
}

/** Hands a command's work what it needs, and its result to the process. */
export type Runner = <Options>(work: Work<Options>, options?: RunOptions) => (...given: unknown[]) => Promise<void>;

/** Adds one command (or a group of them) to its parent. */
export type Register = (parent: Command, run: Runner) => void;

/** The end of a help text. */
export const examples = (...lines: readonly string[]): string => `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`;
