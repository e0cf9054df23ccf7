import { eventsTopic, type Position } from '@skein/contracts';
import { checkTopics, ensureTopics, type KafkaConnection } from '@skein/kafka';
import type { Log } from '@skein/platform';
import { cursorsChannel, parseMovedCursors, type Database, type Listener } from '@skein/postgres';
import { GroupNews, OperatorsDesk } from '@skein/service';
import { CommandDesk } from './answers/command-desk.ts';
import { ResultWatch } from './answers/result-watch.ts';
import type { CommandServiceConfig } from './app.config.ts';
import { checkClock } from './clock-check.ts';
import { CommandsConsumer } from './commands.consumer.ts';
import { DeadLetters } from './dead-letters/dead-letters.ts';
import { CommandsTopic } from './forward/commands-topic.ts';
import { RecordIntake } from './intake/record-intake.ts';
import { CursorWatch } from './owner/cursor-watch.ts';
import { PartitionTable } from './owner/partition-table.ts';
import { ProduceLane } from './owner/produce-lane.ts';
import type { StoreReads } from './store/store-reads.ts';
import { TimerClock } from './timers/timer-clock.ts';

const CHECK_CLOCK_MS = 60_000;

/** The running parts of the service, wired together; starts and stops them in order. */
export class CommandService {
  readonly desk: CommandDesk;
  readonly table: PartitionTable;
  readonly #cursors: CursorWatch;
  readonly #results: ResultWatch;
  readonly #events: ProduceLane;
  readonly #timers: TimerClock;
  readonly #intake: RecordIntake;
  readonly #consumer: CommandsConsumer;
  readonly #deadLetters: DeadLetters;
  readonly #operators: OperatorsDesk;
  #listener: Listener | undefined;
  #news: GroupNews | undefined;
  #handedOver: Promise<void> | undefined;
  #clockCheck: NodeJS.Timeout | undefined;

  constructor(
    private readonly kafka: KafkaConnection,
    private readonly database: Database,
    private readonly reads: StoreReads,
    private readonly config: CommandServiceConfig,
    private readonly log: Log,
    private readonly crashed: (error: Error) => void,
  ) {
    const {
      PARTITIONS: partitions,
      TOPIC_PREFIX: topicPrefix,
      SKEIN_SECRET: secret,
      SKEIN_LOCAL_MODE: localMode,
      QUEUE_LIMIT: queueLimit,
    } = config;
    const failed = (err: unknown) => log.warn('the store could not be read; tried again', { err });
    const events = (this.#events = new ProduceLane(() => kafka.createProducer()));
    const commands = new CommandsTopic(new ProduceLane(() => kafka.createProducer()), { secret, topicPrefix });
    const deadLetters = (this.#deadLetters = new DeadLetters(database, topicPrefix));
    this.#cursors = new CursorWatch((places) => reads.cursors(places), failed);
    this.#results = new ResultWatch((wanted) => reads.find(wanted), failed);
    this.table = new PartitionTable(
      {
        endOffset: (category, partition) => kafka.admin.endOffset(eventsTopic(category, topicPrefix), partition),
        watchCursor: (category, partition, watcher) => this.#cursors.watch({ category, partition }, watcher),
        lookUp: reads.lookUp,
        append: (category, partition, records, alone) =>
          events.append({ topic: eventsTopic(category, topicPrefix), partition, records }, { alone }),
        dropProducer: () => events.dropProducer(),
        readRecord: reads.readRecord,
      },
      deadLetters,
      log,
    );
    this.desk = new CommandDesk((category, partition) => this.table.taking(category, partition), commands, this.#results, queueLimit);
    this.#timers = new TimerClock(
      {
        places: () => this.table.takingTimers(queueLimit),
        due: (places, before, limit) => reads.dueTimers(places, before, limit),
        next: (places, after) => reads.nextTimerAt(places, after),
        fire: (fired) => {
          for (const command of fired) this.table.owned(command.category, command.partition)?.take([{ command, wait: 'logged' }]);
        },
        failed,
      },
      partitions,
    );
    this.table.onChange = () => {
      this.#timers.changed();
      this.desk.ownersChanged();
    };
    this.#intake = new RecordIntake(commands, deadLetters, { partitions, secret, localMode });
    this.#consumer = new CommandsConsumer(kafka, this.table, this.#intake, { topicPrefix, queueLimit }, crashed);
    this.#operators = new OperatorsDesk(database, this.#consumer, log);
  }

  async start(): Promise<void> {
    const topics = { prefix: this.config.TOPIC_PREFIX, partitions: this.config.PARTITIONS };
    await checkClock(this.database);
    await ensureTopics(this.kafka.admin, topics);
    for (const warning of await checkTopics(this.kafka.admin, topics)) this.log.warn(warning);
    this.#intake.cluster = this.#deadLetters.cluster = await this.kafka.admin.clusterId();
    this.#listener = await this.database.listen(cursorsChannel, {
      onNotify: (payload) => this.#storeMoved(parseMovedCursors(payload)),
      onReconnect: () => {
        this.#cursors.allMayHaveMoved();
        this.#results.storeMoved();
        this.#timers.changed();
      },
      onTrouble: (err) => this.log.warn('not told of what the store does; connecting again', { err }),
    });
    const group = `${this.config.TOPIC_PREFIX}command-service`;
    this.#news = await GroupNews.listen(this.database, group, this.log, () => this.#consumer.groupMayHaveChanged());
    await this.#events.prepare();
    await this.#operators.start();
    await this.#consumer.start(() => this.#news?.left());
    this.#clockCheck = setInterval(() => void this.#checkClock(), CHECK_CLOCK_MS);
  }

  /** Gives every partition to the other replicas. Callers who still wait are answered: their commands go on there. */
  handOver(): Promise<void> {
    return (this.#handedOver ??= this.#handOver());
  }

  async stop(): Promise<void> {
    clearInterval(this.#clockCheck);
    await this.#operators.stop();
    await this.handOver();
    await this.#news?.stop();
    this.#cursors.stop();
    await this.#listener?.stop();
  }

  async #handOver(): Promise<void> {
    this.#timers.stop();
    const ended = this.table.close();
    await this.#consumer.leave();
    await ended;
    await this.table.revokeAll();
  }

  #storeMoved(positions: readonly Position[]): void {
    this.#cursors.moved(positions);
    this.#results.storeMoved(positions);
    if (positions.some(({ category, partition }) => this.table.owned(category, partition))) this.#timers.changed();
  }

  async #checkClock(): Promise<void> {
    try {
      await checkClock(this.database);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'service.clock-off') this.crashed(error);
      else this.log.warn('the clock could not be compared with the database', { err: error });
    }
  }
}
