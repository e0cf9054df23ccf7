import { checkTopics, connectKafka, ensureTopics } from '@skein/kafka';

interface Log {
  brokers: readonly string[];
  prefix: string;
  partitions: number;
}

/** Makes the topics that are missing and refuses those that would lose history. Resolves to warnings. */
export async function prepareTopics({ brokers, prefix, partitions }: Log): Promise<string[]> {
  const kafka = await connectKafka({ brokers, clientId: 'skein' });
  try {
    await ensureTopics(kafka.admin, { prefix, partitions });
    return await checkTopics(kafka.admin, { prefix, partitions });
  } finally {
    await kafka.close();
  }
}
