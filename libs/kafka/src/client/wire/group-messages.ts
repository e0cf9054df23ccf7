interface Grouping<M> {
  topic: string;
  partitionMetadata: readonly unknown[];
  messages: readonly M[];
  partitioner: (of: { topic: string; partitionMetadata: readonly unknown[]; message: M }) => number;
}

/** The messages of each partition, in their order, as kafkajs groups them, which copies all that came before for every message. */
export function groupMessages<M>({ topic, partitionMetadata, messages, partitioner }: Grouping<M>): Record<number, M[]> {
  const groups: Record<number, M[]> = {};
  if (partitionMetadata.length === 0) return groups;
  for (const message of messages) (groups[partitioner({ topic, partitionMetadata, message })] ??= []).push(message);
  return groups;
}
