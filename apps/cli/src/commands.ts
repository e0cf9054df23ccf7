import type { Register } from './command/register.ts';
import { up } from './up/up.command.ts';

/** Every command, in the order of the help text. */
export const commands: readonly Register[] = [up()];
