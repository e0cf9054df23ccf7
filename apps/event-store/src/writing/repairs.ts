import type { ProblemCode } from '@skein/contracts';

const fromTheStore =
  'Compare with "skein verify"; then restore the broker, or stop owners and stores and write the topic anew with "skein republish".';

/** What a person can do about a parked partition; empty where only the detail can tell. */
export const repairs: Partial<Record<ProblemCode, string>> = {
  'log.truncated': fromTheStore,
  'log.foreign-topic': `Check KAFKA_BROKERS and TOPIC_PREFIX. ${fromTheStore}`,
  'log.unknown-event': 'Run the version that wrote it.',
  'store.invariant-broken': 'Compare with "skein verify"; a store that was changed by hand is made anew from Kafka with "skein rebuild".',
};
