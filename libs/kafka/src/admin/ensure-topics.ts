import type { KafkaAdmin } from './kafka-admin.ts';
import { plannedTopics, type TopicOptions } from './topic-plan.ts';

export interface EnsureTopicsOptions extends TopicOptions {
  /** Default: 3, or the number of brokers where there are fewer. */
  replicationFactor?: number;
}

/** Makes the topics that do not exist yet, set up as the contracts say; changes none. Follow it with `checkTopics`. */
export async function ensureTopics(admin: KafkaAdmin, options: EnsureTopicsOptions): Promise<void> {
  const brokers = await admin.brokerCount();
  const replicationFactor = options.replicationFactor ?? Math.min(3, brokers);
  const replicated: Record<string, string> =
    replicationFactor > 1 ? { 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false' } : {};
  await admin.createTopics(
    plannedTopics(options).map(({ topic, settings }) => ({
      topic,
      partitions: options.partitions,
      replicationFactor,
      settings: { ...settings, ...replicated },
    })),
  );
}
