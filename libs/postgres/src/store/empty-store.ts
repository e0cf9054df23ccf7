import type { Database } from '../database/database.ts';
import { cursorsChannel } from './cursors-channel.ts';

/**
 * Removes all history and all that is made of it, and sets every cursor to the start, in one transaction: who appends at the same time finds its
 * cursor elsewhere. Artifacts stay; no event holds them. Only the operator's role may.
 */
export async function emptyStore(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    // In the order in which appends lock them, and before the tables, as these do.
    await tx.execute('select from event_store.cursors order by category, partition for update');
    await tx.execute(
      `truncate event_store.records, event_store.command_results, event_store.snapshots, event_store.workflows, event_store.steps,
         event_store.approvals, event_store.timers, event_store.offers`,
    );
    await tx.execute(
      `with emptied as (
         update event_store.cursors set next_offset = 0, head = repeat('0', 64), seq = 0, head_offset = -1, cluster_id = null, voids = 0,
           newest_id = '', newest_id_seq = 0, parked_code = null, parked_detail = null
         returning category || ':' || partition || ':0' as position)
       select pg_notify('${cursorsChannel}', position) from emptied`,
    );
  });
}
