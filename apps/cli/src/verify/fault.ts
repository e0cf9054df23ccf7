import type { Category } from '@skein/contracts';

/** Something in the stored history that cannot be. */
export interface Fault {
  category: Category;
  partition: number;
  /** Where: the record at which it shows. */
  seq: number;
  /** Stable name, such as `verify.link-broken`. */
  code: string;
  detail: string;
}
