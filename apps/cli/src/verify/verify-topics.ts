import { eventsTopic, type Category } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import type { Fault } from './fault.ts';
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

/** Compares what Kafka holds with what was read from the store, for partitions that were right there. */
export async function verifyTopics({ brokers, topicPrefix }: Topics, reports: readonly PartitionReport[]): Promise<TopicReport> {
  const kafka = await connectKafka({ brokers, clientId: 'skein-verify' });
  try {
    const result: TopicReport = { faults: [], trimmed: [], compared: 0 };
    for (const [category, own] of Map.groupBy(
      reports.filter(({ fault, records }) => !fault && records > 0),
      (report) => report.category,
    )) {
      await verifyTopic(kafka, eventsTopic(category, topicPrefix), category, own, result);
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
) {
  const offsets = new Map((await kafka.admin.offsets(topic)).map((one) => [one.partition, one]));
  const whole = reports.filter(({ partition }) => offsets.get(partition)?.start === 0);
  result.trimmed.push(...reports.filter((report) => !whole.includes(report)).map(({ partition }) => `${category}/${partition}`));
  const checks = new Map(whole.map(({ partition, hashes }) => [partition, new TopicCheck(category, partition, hashes)]));
  const finish = ({ partition }: { partition: number }) => checks.get(partition)!.end(offsets.get(partition)?.end ?? 0);
  const read = whole.filter(({ partition }) => (offsets.get(partition)?.end ?? 0) > 0);
  whole.filter((report) => !read.includes(report)).forEach(finish);
  if (read.length > 0) await readAll(kafka, topic, checks, new Map(read.map(({ partition }) => [partition, offsets.get(partition)!.end])));
  result.compared += whole.length;
  result.faults.push(...[...checks.values()].flatMap(({ fault }) => (fault ? [fault] : [])));
}

/** Reads each partition until its check is done or its end, as it is now, has come. */
async function readAll(
  kafka: KafkaConnection,
  topic: string,
  checks: ReadonlyMap<number, TopicCheck>,
  ends: Map<number, number>,
): Promise<void> {
  const over = Promise.withResolvers<void>();
  const reader = await kafka.read({
    topic,
    partitions: [...ends.keys()].map((partition) => ({ partition, offset: 0 })),
    onCrash: (error) => over.reject(error),
    onRecords: async ({ partition, records }) => {
      const [check, end] = [checks.get(partition), ends.get(partition)];
      if (!check || end === undefined) return;
      for (const { offset, value } of records) check.next(offset, value === null ? null : value.toString('utf8'));
      const reached = (records.at(-1)?.offset ?? -1) + 1;
      if (!check.done && reached < end) return;
      check.end(reached);
      ends.delete(partition);
      if (ends.size === 0) over.resolve();
    },
  });
  await over.promise.finally(() => reader.stop());
}
