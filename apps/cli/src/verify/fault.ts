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

/** A fault of the family `verify`; what each code means is in docs/operating.md. */
export const faultAt = (place: Pick<Fault, 'category' | 'partition' | 'seq'>, code: string, detail: string): Fault => ({
  category: place.category,
  partition: place.partition,
  seq: place.seq,
  code: `verify.${code}`,
  detail,
});
