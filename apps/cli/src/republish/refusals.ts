import type { KafkaConnection } from '@skein/kafka';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';

/** Throws while anybody may write the topics or move the cursors. */
export async function refuseRunning(kafka: KafkaConnection, prefix: string): Promise<void> {
  for (const service of ['command-service', 'event-store']) {
    const members = await kafka.admin.members(`${prefix}${service}`);
    if (members.length === 0) continue;
    throw new CliError(`${service} runs`, {
      code: 'republish.services-running',
      why: `the consumer group ${prefix}${service} has ${members.length} members (${members.map(({ host }) => host).join(', ')}).`,
      todo: 'stop all command-services and event-stores; one that was killed leaves its group after some seconds.',
    });
  }
}

/** What is in a topic that is not the beginning of what the store has. */
export interface OtherTopic {
  topic: string;
  partition: number;
  detail: string;
}

export function refuseOtherTopic(others: readonly OtherTopic[]): void {
  const [first] = others;
  if (!first) return;
  throw new CliError(`${first.topic} holds another history than the store`, {
    code: 'republish.topic-not-empty',
    why: `partition ${first.partition}: ${first.detail}${others.length > 1 ? `, and ${others.length - 1} partitions more` : ''}.`,
    todo: 'if the topic is the better one, give "skein rebuild store"; else delete the topic and give this again.',
  });
}

export const notAppended = (topic: string, detail: string): CliError =>
  new CliError(`${topic} was not written to its end`, {
    code: 'republish.not-appended',
    why: detail,
    todo: 'give the command again: it goes on behind what is there.',
    exit: exitCode.unreachable,
  });

export const storeMoved = (place: string): CliError =>
  new CliError('the store has changed meanwhile', {
    code: 'republish.store-moved',
    why: `the cursor of ${place} is not where it was when the topic was written; nothing of the store was changed.`,
    todo: 'stop all event-stores, then give the command again.',
  });
