import { z } from 'zod';
import type { Category } from '../core/primitives.ts';

/** A place in the log: everything of one partition up to and including `seq`. */
export interface Position {
  category: Category;
  partition: number;
  seq: number;
}

const pattern = /^(workflow|memory|agent):(\d{1,5}):(\d{1,15})$/;

/** A position on the wire: `workflow:3:42`. */
export const PositionToken = z.string().regex(pattern, 'a position such as workflow:3:42').meta({ id: 'PositionToken' });

export const positionToken = ({ category, partition, seq }: Position): string => `${category}:${partition}:${seq}`;

/** Throws on what {@link PositionToken} would refuse. */
export function parsePosition(token: string): Position {
  const match = pattern.exec(token);
  if (!match) throw new RangeError(`not a position: ${token.slice(0, 60)}`);
  return { category: match[1] as Category, partition: Number(match[2]), seq: Number(match[3]) };
}
