import type { Category } from '@skein/contracts';
import type { ConsumedBatch } from '@skein/kafka';
import type { DeadLetter, DeadLetters } from '../dead-letters/dead-letters.ts';
import { readCommandRecord, type RecordPlace, type RecordReading } from '../door/record-door.ts';
import type { CommandsTopic } from '../forward/commands-topic.ts';
import type { OwnedPartition, TakenCommand } from '../owner/owned-partition.ts';

export interface IntakeSettings {
  partitions: number;
  secret: string;
  localMode: boolean;
}

type Reading = RecordReading & { offset: number; recordTime: number; value: string | null };

/** What becomes of the records of a commands topic: commands for their owner, dead letters, and what belongs to another partition. */
export class RecordIntake {
  /** The cluster that the topics are in. */
  cluster = '';

  constructor(
    private readonly topic: CommandsTopic,
    private readonly deadLetters: DeadLetters,
    private readonly settings: IntakeSettings,
  ) {}

  /**
   * Resolves when all of the batch is set aside, sent on, or taken by `owner()`, which is asked at the end: when it has none any more
   * nothing is taken. Rejects when the batch must come again; what was done of it by then may be done twice.
   */
  async take(batch: ConsumedBatch, category: Category, owner: () => OwnedPartition | undefined): Promise<void> {
    const { topic, partition, records, signal } = batch;
    const readings = records.map(({ offset, timestamp, value: bytes }): Reading => {
      const value = bytes?.toString('utf8') ?? null;
      return {
        offset,
        recordTime: timestamp,
        value,
        ...this.#read(value, { cluster: this.cluster, topic, category, partition, offset, timestamp }),
      };
    });
    await this.deadLetters.add(readings.flatMap((one) => deadLetterOf(one, category, partition)));
    const misplaced = readings.flatMap((one) => (one.kind === 'misplaced' ? [one.command] : []));
    if (misplaced.length > 0) await this.topic.append(misplaced, { forwarded: true });
    // Not taken, so that it comes again, here or where the partition is now. Who began anew meanwhile reads from further back:
    // taken by the new owner these would let a commit pass what comes before them.
    signal.throwIfAborted();
    const taking = owner();
    if (taking) takeInOrder(taking, readings);
  }

  /** Whatever a record is, it must not hold up those behind it. */
  #read(value: string | null, place: RecordPlace): RecordReading {
    try {
      return readCommandRecord(value, place, this.settings);
    } catch (error) {
      return {
        kind: 'unreadable',
        code: 'command.unreadable',
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
  }
}

function takeInOrder(owner: OwnedPartition, readings: readonly Reading[]): void {
  let run: TakenCommand[] = [];
  for (const reading of readings) {
    if (reading.kind === 'command')
      run.push({ command: reading.command, wait: 'logged', offset: reading.offset, recordTime: reading.recordTime });
    else {
      owner.take(run);
      run = [];
      owner.skip(reading.offset);
    }
  }
  owner.take(run);
}

function deadLetterOf(reading: Reading, category: Category, partition: number): DeadLetter[] {
  const place = { category, partition, offset: reading.offset, recordTime: reading.recordTime, value: reading.value ?? '' };
  if (reading.kind === 'unreadable') {
    const { code, error, tenant, stream, commandId } = reading;
    return [{ ...place, code, error, tenant, stream, commandId }];
  }
  if (reading.kind !== 'command' || !reading.deadLetter) return [];
  const { tenant, stream, id } = reading.command;
  return [{ ...place, ...reading.deadLetter, tenant, stream, commandId: id }];
}
