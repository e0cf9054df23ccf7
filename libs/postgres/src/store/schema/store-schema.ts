import { roleOf } from '../../access/roles.ts';

/** The schema that holds history, results, snapshots and the views made of them. The event-store writes it, nobody else. */
export const STORE_SCHEMA = 'event_store';

export const STORE_ROLE = roleOf(STORE_SCHEMA);

/** Owners read what is stored before they decide. */
export const storeReaders = [roleOf('command_service')] as const;
