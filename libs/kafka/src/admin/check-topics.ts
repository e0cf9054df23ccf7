import { SkeinError } from '@skein/contracts';
import type { KafkaAdmin } from './kafka-admin.ts';
import { plannedTopics, type PlannedTopic, type TopicOptions } from './topic-plan.ts';
import { settingsProblems, settingsWarnings } from './topic-settings.ts';

/**
 * Refuses topics that would lose or scatter history: `log.partition-count` (another number than `partitions`, or no such topic),
 * `log.topic-settings` (compaction, a codec that cannot be read, timestamps of producers, too few replicas in sync). Resolves to warnings, one sentence
 * each, of what is allowed but gives something up.
 */
export async function checkTopics(admin: KafkaAdmin, options: TopicOptions): Promise<string[]> {
  const [present, brokers] = [new Set(await admin.topics()), await admin.brokerCount()];
  const planned = plannedTopics(options);
  const warnings = await Promise.all(
    planned.map(async (plan) => {
      const found = present.has(plan.topic) ? await admin.partitionCount(plan.topic) : 0;
      if (found !== options.partitions) throw wrongCount(plan.topic, found, options.partitions);
      return checkSettings(plan, await admin.topicSettings(plan.topic), brokers);
    }),
  );
  return warnings.flat();
}

function checkSettings({ topic, kind }: PlannedTopic, settings: Readonly<Record<string, string>>, brokers: number): string[] {
  const problems = settingsProblems(settings, brokers);
  if (problems.length === 0) return kind === 'events' ? settingsWarnings(topic, settings) : [];
  throw new SkeinError(
    'log.topic-settings',
    `The topic ${topic} would lose history: ${problems.join('; ')}. ` +
      'Somebody has set it up by hand, or the broker imposes it. Change these settings with kafka-configs.sh, then start again.',
    { topic, problems },
  );
}

function wrongCount(topic: string, found: number, expected: number): SkeinError {
  const what =
    found === 0 ? `The topic ${topic} does not exist` : `The topic ${topic} has ${found} partitions, and ${expected} were chosen`;
  const todo =
    found === 0
      ? 'Create the topics ("skein up" does), or check the prefix.'
      : `The same key must keep its partition for ever, so the number cannot change. Configure ${found}, or use topics of another prefix.`;
  return new SkeinError('log.partition-count', `${what}. ${todo}`, { topic, found, expected });
}
