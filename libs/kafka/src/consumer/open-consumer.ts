import type { PartitionAssigner } from 'kafkajs';
import { openKafka } from '../client/kafkajs-client.ts';
import type { KafkaOptions } from '../client/kafka-options.ts';
import { consumeDefaults, heartbeatMsOf, type ConsumeOptions } from './consume-options.ts';
import type { GroupAlarm } from './group-alarm.ts';
import type { ConsumerClient } from './group-member.ts';

/** Makes a kafkajs consumer, not connected yet, with a kafkajs instance of its own. */
export function openConsumer(
  kafkaOptions: KafkaOptions,
  options: ConsumeOptions,
  mayRestart: () => boolean,
  alarm: GroupAlarm,
  partitionAssigners?: PartitionAssigner[],
): ConsumerClient {
  const retry = { retries: 5, initialRetryTime: 100, maxRetryTime: 3_000, restartOnFailure: async () => mayRestart() };
  const { kafka, fence } = openKafka(kafkaOptions, retry);
  const {
    sessionTimeoutMs = consumeDefaults.sessionTimeoutMs,
    rebalanceTimeoutMs = consumeDefaults.rebalanceTimeoutMs,
    maxWaitMs = consumeDefaults.maxWaitMs,
    maxBytesPerPartition = consumeDefaults.maxBytesPerPartition,
  } = options;
  const consumer = kafka.consumer({
    groupId: options.groupId,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: Math.max(rebalanceTimeoutMs, sessionTimeoutMs),
    heartbeatInterval: heartbeatMsOf(options),
    maxWaitTimeInMs: maxWaitMs,
    minBytes: 1,
    maxBytesPerPartition,
    maxBytes: 8 * maxBytesPerPartition,
    retry,
    partitionAssigners: alarm.assigners(partitionAssigners),
  });
  return { consumer, fence };
}
