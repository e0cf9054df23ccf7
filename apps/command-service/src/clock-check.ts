import { SkeinError } from '@skein/contracts';
import type { Database } from '@skein/postgres';

const MOST_MS = 2_000;

/** Owners decide by their own clock: one that is more than 2 s off the database's must not own. Rejects with `service.clock-off`. */
export async function checkClock(database: Database): Promise<void> {
  const asked = Date.now();
  const [row] = await database.query<{ ms: string }>(`select (extract(epoch from clock_timestamp()) * 1000)::bigint::text as ms`);
  const answered = Date.now();
  const theirs = Number(row?.ms);
  const off = theirs < asked ? asked - theirs : Math.max(0, theirs - answered);
  if (off <= MOST_MS) return;
  throw new SkeinError(
    'service.clock-off',
    `The clock of this machine is ${off} ms off the database's, and deadlines are decided by it. Synchronise the clocks (NTP) and start again.`,
    { offMs: off },
  );
}
