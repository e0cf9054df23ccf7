import type { Database } from '@skein/postgres';

/**
 * Copies all history under other names, as often as it takes until there are so many events: cheaper than having them happen, and for who
 * folds them the same. Answers how often.
 */
export async function growHistory(database: Database, events: number): Promise<number> {
  const [{ n } = { n: 0 }] = await database.query<{ n: number }>(
    'select count(*)::int8 as n from event_store.records where version is not null',
  );
  const copies = Math.max(0, Math.ceil(events / n) - 1);
  for (let copy = 1; copy <= copies; copy++) {
    await database.execute(
      `insert into event_store.records
         (category, partition, seq, "offset", tenant, stream, version, command_id, type, time, value, hash)
       select r.category, r.partition, r.seq + $1 * c.seq, r."offset" + $1 * c.seq, r.tenant, r.stream || $2, r.version, r.command_id,
         r.type, r.time, replace(r.value, '"subject":"' || r.stream || '"', '"subject":"' || r.stream || $2 || '"'), r.hash
       from event_store.records r
       join event_store.cursors c on c.category = r.category and c.partition = r.partition where r.seq <= c.seq`,
      [copy, `~${copy}`],
    );
  }
  await database.execute('update event_store.cursors set seq = seq * $1', [copies + 1]);
  return copies;
}
