import type { Category } from '../core/primitives.ts';

/** Names of a deployment's topics. `prefix` keeps several deployments (or tests) apart on one broker; empty by default. */
export const commandsTopic = (category: Category, prefix = ''): string => `${prefix}${category}.commands.v1`;
export const eventsTopic = (category: Category, prefix = ''): string => `${prefix}${category}.events.v1`;
/** Beside each events topic, for records that a subscriber's own handler refused. */
export const deadLetterTopic = (category: Category, prefix = ''): string => `${eventsTopic(category, prefix)}.dlt`;

/** How topics are made. `max.message.bytes` bounds a whole record batch. */
export const eventsTopicSettings = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': String(8 * 1024 * 1024),
} as const;
export const commandsTopicSettings = {
  'cleanup.policy': 'delete',
  'retention.ms': String(7 * 86_400_000),
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': String(2 * 1024 * 1024),
} as const;
