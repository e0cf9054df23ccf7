import type { SubscribeOptions } from './subscribe-options.ts';
import { Subscription } from './subscription.ts';

/**
 * Follows a category of the log: its history from the store, then its topic from exactly the offset where the history ends, with the
 * same acceptance rule (docs/architecture.md, "The log"). There is no gap and no repeat at the seam; void records are passed over.
 * Reads without a consumer group: each subscription gets everything. Runs until `stop`, through all interruptions; a partition
 * whose next record cannot be understood (`log.unknown-event`, `log.seq-mismatch`, `log.foreign-topic`) is parked.
 */
export const subscribe = (options: SubscribeOptions): Subscription => new Subscription(options);
