import { eventsTopic, type Category } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import type { Fault } from './fault.ts';
import { readTopic } from './read-topic.ts';
import { TopicCheck } from './topic-check.ts';
import type { PartitionReport } from './verify-store.ts';

interface Topics {
  brokers: readonly string[];
  topicPrefix: string;
}

export interface TopicReport {
  faults: Fault[];
  /** Partitions whose beginning Kafka does not hold any more. */
  trimmed: string[];
  compared: number;
}

interface Looks {
  onProgress(records: number): void;
  /** Resolves to whether the store has come to `seq` of the partition after a while. */
  reaches(place: { category: Category; partition: number }, seq: number): Promise<boolean>;
}

/** Compares what Kafka holds with what was read from the store, for partitions that were right there. */
export async function verifyTopics(
  { brokers, topicPrefix }: Topics,
  reports: readonly PartitionReport[],
  looks: Looks,
): Promise<TopicReport> {
  const kafka = await connectKafka({ brokers, clientId: 'skein-verify' });
  try {
    const result: TopicReport = { faults: [], trimmed: [], compared: 0 };
    for (const [category, own] of Map.groupBy(
      reports.filter(({ fault }) => !fault),
      (report) => report.category,
    )) {
      await verifyTopic(kafka, eventsTopic(category, topicPrefix), category, own, result, looks);
    }
    return result;
  } finally {
    await kafka.close();
  }
}

async function verifyTopic(
  kafka: KafkaConnection,
  topic: string,
  category: Category,
  reports: readonly PartitionReport[],
  result: TopicReport,
  { onProgress, reaches }: Looks,
) {
  const offsets = new Map((await kafka.admin.offsets(topic)).map((one) => [one.partition, one]));
  const whole = reports.filter(({ partition }) => (offsets.get(partition)?.start ?? 0) === 0);
  result.trimmed.push(...reports.filter((report) => !whole.includes(report)).map(({ partition }) => `${category}/${partition}`));
  const checks = new Map(
    whole.map(({ partition, hashes, nextOffset }) => [partition, new TopicCheck(category, partition, hashes, nextOffset)]),
  );
  const ranges = whole.map(({ partition }) => offsets.get(partition) ?? { partition, start: 0, end: 0 });
  await readTopic(kafka, topic, ranges, ({ partition, records }) => {
    const check = checks.get(partition)!;
    for (const { offset, value } of records) check.next(offset, value);
    onProgress(records.length);
    return check.done;
  });
  for (const [partition, check] of checks) {
    check.end(offsets.get(partition)?.end ?? 0);
    if (check.ahead > 0 && !(await reaches({ category, partition }, check.head.seq))) check.notTakenIn();
  }
  result.compared += whole.filter(({ records }) => records > 0).length;
  result.faults.push(...[...checks.values()].flatMap(({ fault }) => (fault ? [fault] : [])));
}
