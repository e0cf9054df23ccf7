import {
  categories,
  commandsTopic,
  commandsTopicSettings,
  deadLetterTopic,
  eventsTopic,
  eventsTopicSettings,
  type Category,
} from '@skein/contracts';

export interface TopicOptions {
  /** Keeps several deployments apart on one broker. Default: none. */
  prefix?: string;
  /** Of every topic; chosen once, for life. */
  partitions: number;
  /** Default: all of them. */
  categories?: readonly Category[];
}

export interface PlannedTopic {
  topic: string;
  kind: 'commands' | 'events' | 'dead-letters';
  settings: Readonly<Record<string, string>>;
}

/** The topics of a deployment, in a fixed order. */
export function plannedTopics({ prefix = '', categories: chosen = categories }: TopicOptions): PlannedTopic[] {
  return chosen.flatMap((category) => [
    { topic: commandsTopic(category, prefix), kind: 'commands' as const, settings: commandsTopicSettings },
    { topic: eventsTopic(category, prefix), kind: 'events' as const, settings: eventsTopicSettings },
    { topic: deadLetterTopic(category, prefix), kind: 'dead-letters' as const, settings: eventsTopicSettings },
  ]);
}
