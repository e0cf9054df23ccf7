import { Category, type Position } from '@skein/contracts';
import type { Database } from '@skein/postgres';
import { wrongValue } from '../command/wrong-value.ts';

export type Place = Pick<Position, 'category' | 'partition'>;

/** The two words that name a partition on the command line. */
export function placeArgument(category: string, partition: string): Place {
  const known = Category.safeParse(category);
  if (!known.success) {
    throw wrongValue(
      `"${category}" is no category`,
      `categories are ${Category.options.join(', ')}.`,
      'name one of these, then the number.',
    );
  }
  if (!/^\d{1,4}$/.test(partition)) {
    throw wrongValue(`"${partition}" is no partition`, 'it must be a number from 0 on.', 'see "skein log partitions --all".');
  }
  return { category: known.data, partition: Number(partition) };
}

/** Throws unless the store knows the partition. */
export async function checkPlace(database: Database, { category, partition }: Place): Promise<void> {
  const [row] = await database.query('select from event_store.cursors where category = $1 and partition = $2', [category, partition]);
  if (row) return;
  throw wrongValue(
    `there is no partition ${category}:${partition}`,
    'no event-store has ever had it.',
    'see "skein log partitions --all" for those that there are.',
  );
}
