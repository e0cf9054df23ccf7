import type { StartWorkflow } from '@skein/contracts';
import { wrongValue } from '../command/wrong-value.ts';

type Step = NonNullable<Parameters<typeof StartWorkflow>[0]['steps']>[number];

const form = /^(?<step>[^=,]+)=(?<capability>[^=,]+)(?:,after=(?<after>[^=,]+))?$/;

/** Reads `id=capability` or `id=capability,after=id+id`. */
export function stepOption(text: string): Step {
  const { step, capability, after } = form.exec(text)?.groups ?? {};
  if (!step || !capability) {
    throw wrongValue(
      `"${text}" is no step`,
      'a step is written as its id, "=", the capability that an agent needs for it, and the steps that come before.',
      'write it like read=docs/read, or write=docs/write,after=read+check.',
    );
  }
  return { step, capability, dependsOn: after?.split('+') ?? [] };
}

/** For an option that may be given several times. */
export const several = (text: string, before: readonly string[] = []): string[] => [...before, text];
