import type { Category, Principal } from '@skein/contracts';
import type { Command } from '@skein/log';

/** A command that has passed a door: everything but the place that will decide it. */
export interface CheckedCommand extends Omit<Command, 'ref' | 'wait'> {
  category: Category;
  principal: Principal;
  partition: number;
  /** As given, before defaults: what is sent on when another replica owns the partition. */
  given: unknown;
}
