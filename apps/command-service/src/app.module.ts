import { Injectable, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { KafkaConnection } from '@skein/kafka';
import { Lifecycle, Log, PlatformModule, Readiness } from '@skein/platform';
import { Database } from '@skein/postgres';
import { ServiceModule } from '@skein/service';
import { CommandDesk } from './answers/command-desk.ts';
import { FindOutcomes } from './answers/find-outcomes.ts';
import { CommandServiceConfig } from './app.config.ts';
import { CommandService } from './command-service.ts';
import { DeadLetterRetries } from './dead-letters/dead-letter-retries.ts';
import { DeadLettersController } from './dead-letters/dead-letters.controller.ts';
import { DeadLettersRepository } from './dead-letters/dead-letters.repository.ts';
import { CommandsController } from './http/commands.controller.ts';
import { WorkflowCommandsController } from './http/workflow-commands.controller.ts';
import { commandServiceMigrations } from './migrations/index.ts';
import { StoreReads } from './store/store-reads.ts';

const name = 'command-service';

const service = {
  provide: CommandService,
  inject: [KafkaConnection, Database, FindOutcomes, CommandServiceConfig, Log],
  useFactory: (kafka: KafkaConnection, database: Database, reads: StoreReads, config: CommandServiceConfig, log: Log) =>
    new CommandService(kafka, database, reads, config, log, (err) => {
      log.fatal('this replica cannot go on owning partitions; the process ends', { err });
      process.exit(1);
    }),
};

@Injectable()
class Run implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly service: CommandService,
    private readonly readiness: Readiness,
    private readonly lifecycle: Lifecycle,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.service.start();
    // While callers are still being answered: the other replicas need not wait for them.
    this.lifecycle.closing.addEventListener('abort', () => this.#handOver(), { once: true });
    this.readiness.add('partitions', () => Promise.resolve(this.service.table.all().length), { required: false });
  }

  #handOver(): void {
    this.service.handOver().catch((err: unknown) => this.log.error('the partitions were not handed over in order', { err }));
  }

  async onModuleDestroy(): Promise<void> {
    await this.service.stop();
  }
}

@Module({
  imports: [
    PlatformModule.forApp(name, CommandServiceConfig),
    ServiceModule.for({ name, config: CommandServiceConfig, migrations: commandServiceMigrations, poolSize: 10 }),
  ],
  controllers: [CommandsController, DeadLettersController, WorkflowCommandsController],
  providers: [
    { provide: FindOutcomes, useFactory: (database: Database) => new StoreReads(database), inject: [Database] },
    service,
    { provide: CommandDesk, useFactory: ({ desk }: CommandService) => desk, inject: [CommandService] },
    DeadLettersRepository,
    DeadLetterRetries,
    Run,
  ],
})
export class AppModule {}
