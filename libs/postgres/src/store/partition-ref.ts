import type { Category } from '@skein/contracts';

/** A partition of one category's topics. */
export interface PartitionRef {
  category: Category;
  partition: number;
}
