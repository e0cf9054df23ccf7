import { commandsTopic, type Category, type ProblemCode } from '@skein/contracts';
import type { Database } from '@skein/postgres';

/** A command that could not be decided, kept for people. */
export interface DeadLetter {
  category: Category;
  partition: number;
  /** Its offset in the commands topic; absent when it came by HTTP. */
  offset?: number | undefined;
  /** The timestamp of its record, in milliseconds; tells it from what had the same offset before the topic was made anew. */
  recordTime?: number | undefined;
  tenant?: string | undefined;
  stream?: string | undefined;
  commandId?: string | undefined;
  value: string;
  code: ProblemCode;
  error: string;
}

const LONGEST_VALUE = 300_000;

/** The table of commands that were set aside. The same record of a topic is kept once, however often it is read. */
export class DeadLetters {
  /** Of the cluster that the topics are in; the same offset of another cluster's topic is another place. */
  cluster = '';

  constructor(
    private readonly database: Database,
    private readonly topicPrefix: string,
  ) {}

  async add(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const rows = letters.map((one) => ({
      ...one,
      source: `${this.cluster}/${commandsTopic(one.category, this.topicPrefix)}`,
      value: storable(one.value).slice(0, LONGEST_VALUE),
      error: storable(one.error).slice(0, 20_000),
    }));
    await this.database.query(
      `insert into command_service.dead_letters (source, category, partition, "offset", record_time, tenant, stream, command_id, value, code, error)
       select source, category, partition, "offset", coalesce("recordTime", 0), tenant, stream, "commandId", value, code, error
       from jsonb_to_recordset($1::jsonb)
         as row (source text, category text, partition int, "offset" bigint, "recordTime" bigint, tenant text, stream text, "commandId" text,
           value text, code text, error text)
       on conflict do nothing`,
      [JSON.stringify(rows)],
    );
  }
}

const storable = (text: string): string => text.replaceAll('\0', '\u2400').toWellFormed();
