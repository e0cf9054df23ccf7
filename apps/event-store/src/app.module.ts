import { Injectable, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { KafkaConnection } from '@skein/kafka';
import { Lifecycle, Log, PlatformModule, Readiness } from '@skein/platform';
import { Database, storeMigrations } from '@skein/postgres';
import { ServiceModule } from '@skein/service';
import { EventStoreConfig } from './app.config.ts';
import { ApprovalsController } from './approvals/approvals.controller.ts';
import { ApprovalsRepository } from './approvals/approvals.repository.ts';
import { ArtifactsController } from './artifacts/artifacts.controller.ts';
import { ArtifactsRepository } from './artifacts/artifacts.repository.ts';
import { EventStore } from './event-store.ts';
import { EventsController } from './events/events.controller.ts';
import { LiveEventsRepository } from './events/live-events.repository.ts';
import { CausesRepository } from './history/causes.repository.ts';
import { HistoryController } from './history/history.controller.ts';
import { HistoryRepository } from './history/history.repository.ts';
import { InquiryController } from './history/inquiry.controller.ts';
import { StatesRepository } from './history/states.repository.ts';
import { VerifyRepository } from './history/verify.repository.ts';
import { LogController } from './log/log.controller.ts';
import { LogRepository } from './log/log.repository.ts';
import { StoreProgress } from './progress/store-progress.ts';
import { TaskDesk } from './tasks/task-desk.ts';
import { TasksController } from './tasks/tasks.controller.ts';
import { TasksRepository } from './tasks/tasks.repository.ts';
import { UsageRepository } from './workflows/usage.repository.ts';
import { WorkflowsController } from './workflows/workflows.controller.ts';
import { WorkflowsRepository } from './workflows/workflows.repository.ts';

const name = 'event-store';

const store = {
  provide: EventStore,
  inject: [KafkaConnection, Database, EventStoreConfig, Log],
  useFactory: (kafka: KafkaConnection, database: Database, config: EventStoreConfig, log: Log) =>
    new EventStore(kafka, database, config, log, (err) => {
      log.fatal('the consumer has ended for good; the process ends', { err });
      process.exit(1);
    }),
};

@Injectable()
class Run implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly store: EventStore,
    private readonly progress: StoreProgress,
    private readonly readiness: Readiness,
    private readonly lifecycle: Lifecycle,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.progress.onReconnect = () => this.store.consumer.storeMayHaveMoved();
    await this.progress.start();
    await this.store.start();
    // While readers are still being answered: what is in Kafka need not wait for them.
    this.lifecycle.closing.addEventListener('abort', () => this.#handOver(), { once: true });
    this.readiness.add('partitions', () => Promise.resolve(this.store.consumer.partitions), { required: false });
  }

  #handOver(): void {
    this.store.handOver().catch((err: unknown) => this.log.error('the partitions were not handed over in order', { err }));
  }

  async onModuleDestroy(): Promise<void> {
    await this.store.stop();
    await this.progress.stop();
  }
}

@Module({
  imports: [
    PlatformModule.forApp(name, EventStoreConfig),
    ServiceModule.for({ name, config: EventStoreConfig, migrations: storeMigrations, poolSize: 16 }),
  ],
  controllers: [
    WorkflowsController,
    HistoryController,
    InquiryController,
    ApprovalsController,
    EventsController,
    LogController,
    TasksController,
    ArtifactsController,
  ],
  providers: [
    store,
    StoreProgress,
    WorkflowsRepository,
    UsageRepository,
    HistoryRepository,
    StatesRepository,
    CausesRepository,
    VerifyRepository,
    ApprovalsRepository,
    LiveEventsRepository,
    LogRepository,
    TasksRepository,
    TaskDesk,
    ArtifactsRepository,
    Run,
  ],
})
export class AppModule {}
