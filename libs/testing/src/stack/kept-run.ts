import type { Stack } from '@skein/local';

/** What the tear-down of a run needs of its set-up. */
export interface KeptRun {
  stack: Stack;
  home: string;
  run: string;
}

// Jest loads set-up and tear-down apart from each other: only the process is common to both.
const key = Symbol.for('skein.test-run');
const common = globalThis as { [key]?: KeptRun };

export function keepRun(run: KeptRun): void {
  common[key] = run;
}

export function keptRun(): KeptRun | undefined {
  return common[key];
}
