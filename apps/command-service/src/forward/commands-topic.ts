import { commandDefinitions, commandsTopic, keyOf, SkeinError, type CommandRecord } from '@skein/contracts';
import { sealPrincipal } from '@skein/log';
import type { CheckedCommand } from '../door/checked-command.ts';
import type { ProduceLane } from '../owner/produce-lane.ts';

const BATCH_BYTES = 1024 * 1024;
const TRIES = 3;

/** Puts commands into the commands topic for whoever owns their partition, with the principal that was checked here. */
export class CommandsTopic {
  constructor(
    private readonly lane: ProduceLane,
    private readonly settings: { secret: string; topicPrefix: string },
  ) {}

  /**
   * Resolves when all are durable in Kafka; sending them again is harmless, since their ids catch repeats. Rejects with
   * `command.outcome-unknown` when they may be there or not, and with `service.unavailable` when they certainly are not.
   */
  async append(commands: readonly CheckedCommand[], { forwarded = false } = {}): Promise<void> {
    const groups = Map.groupBy(commands, ({ category, partition }) => `${category}/${partition}`);
    await Promise.all([...groups.values()].map((group) => this.#appendToPartition(group, forwarded)));
  }

  async #appendToPartition(commands: readonly CheckedCommand[], forwarded: boolean): Promise<void> {
    const { category, partition } = commands[0]!;
    const topic = commandsTopic(category, this.settings.topicPrefix);
    const records = commands.map((one) => ({ key: keyOf(one.tenant, one.stream), value: JSON.stringify(this.#record(one, forwarded)) }));
    let begun = false;
    for (const batch of batchesOf(records)) {
      await this.#send({ topic, partition, records: batch }, begun);
      begun = true;
    }
  }

  /** `begun`: a part of what its caller sends is in the topic already. */
  async #send(batch: { topic: string; partition: number; records: { key: string; value: string }[] }, begun: boolean): Promise<void> {
    let doubt = begun;
    for (let tries = 1; ; tries++) {
      const result = await this.lane.append(batch, { alone: tries > 1 });
      if (result.kind === 'appended') return;
      doubt ||= result.kind === 'doubt';
      if (result.kind === 'refused' || tries === TRIES) {
        const why = result.kind === 'refused' ? result.detail : result.why;
        // A copy may be in the topic, or come to it later.
        if (doubt)
          throw new SkeinError('command.outcome-unknown', `Kafka did not answer (${why}). Send the command again with the same id.`);
        throw new SkeinError('service.unavailable', `Kafka did not take the command (${why}). Send it again with the same id.`);
      }
    }
  }

  #record(command: CheckedCommand, forwarded: boolean): CommandRecord {
    const { principal, id, stream, hash } = command;
    return {
      specversion: '1.0',
      id,
      source: 'skein/command-service',
      // an unknown type keeps the name that it came under
      type: commandDefinitions.get(command.type)?.wireType ?? command.type,
      subject: stream,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      ...(command.expectedVersion === undefined ? {} : { expectedversion: command.expectedVersion }),
      ...(command.causationId === undefined ? {} : { causationid: command.causationId }),
      correlationid: command.correlationId,
      ...(command.traceparent === undefined ? {} : { traceparent: command.traceparent }),
      principal,
      sealedby: sealPrincipal(this.settings.secret, { principal, commandId: id, stream, commandHash: hash }),
      ...(forwarded ? { forwarded } : {}),
      data: command.given,
    };
  }
}

function* batchesOf<T extends { value: string }>(records: readonly T[]): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const record of records) {
    if (batch.length > 0 && bytes + record.value.length > BATCH_BYTES) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(record);
    bytes += record.value.length;
  }
  if (batch.length > 0) yield batch;
}
