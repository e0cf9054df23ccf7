import { z } from 'zod';
import { PositionToken } from '../log/position.ts';

export const MAX_PAGE = 500;

/** Query of every listing. `cursor` is the `next` of the page before; `minPosition` makes the answer contain at least that much of the log. */
export const Paging = {
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
  cursor: z.string().max(500).optional(),
};

export const ReadAfter = {
  minPosition: PositionToken.optional(),
  /** How long to wait for `minPosition`, in milliseconds, before the answer is 409 `read.position-not-reached`. */
  waitMs: z.coerce.number().int().min(0).max(30_000).default(5_000),
};

/** A page of `items`; without `next` it is the last one. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().optional() });
export interface Page<T> {
  items: T[];
  next?: string;
}
