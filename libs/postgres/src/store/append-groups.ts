import { SkeinError } from '@skein/contracts';
import { isUniqueViolation, sqlStateOf } from '../database/database-problem.ts';
import type { Queryable } from '../database/queryable.ts';
import { appendParts } from './append-parts.ts';
import type { AppendGroup } from './append-rows.ts';
import { CURSOR_LOST } from './schema/append.sql.ts';

/**
 * Appends groups of one or several partitions, at most one of each, whole or not at all, in one round trip: cursors, records, results,
 * snapshots and view rows. Whoever listens on `cursorsChannel` is told after the commit: once, or once for each 250 partitions.
 *
 * Answers `lost` when a cursor is not where its group begins: another instance was there; nothing was written. Rejects with
 * `store.invariant-broken` (a record, version or command id is stored already), with an error of which `isDataError` holds (Postgres refuses
 * this very data: nothing was written, other groups may pass), or with `service.unavailable` (it is not known whether it was written; the
 * same call then answers `lost`).
 */
export async function appendGroups(on: Queryable, groups: readonly AppendGroup[]): Promise<'committed' | 'lost'> {
  const parts = appendParts(groups);
  let next = 1;
  const calls = parts.map((part) => `event_store.${part.function}(${part.parameters.map(() => `$${next++}`).join(', ')})`);
  const name = `store.append:${parts.map((part) => part.function).join()}`;
  try {
    await on.query(
      `select ${calls.join(', ')}`,
      parts.flatMap((part) => part.parameters),
      nameOf(name),
    );
    return 'committed';
  } catch (error) {
    if (sqlStateOf(error) === CURSOR_LOST) return 'lost';
    throw isUniqueViolation(error) ? invariantBroken(error as SkeinError) : error;
  }
}

const names = new Map<string, string>();

/** Postgres cuts names of prepared statements at 63 bytes. */
function nameOf(statement: string): string {
  const known = names.get(statement) ?? `store.append-${names.size + 1}`;
  names.set(statement, known);
  return known;
}

function invariantBroken(cause: SkeinError): SkeinError {
  const message =
    `The store has a record already that must be new (${String(cause.facts['constraint'])}). Either the acceptance rule was broken or rows ` +
    'were written by hand. Nothing was written. Run "skein verify" and compare the partition with its topic.';
  return new SkeinError('store.invariant-broken', message, { ...cause.facts }, { cause });
}
