import { Injectable, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { KafkaConnection } from '@skein/kafka';
import { Log, PlatformModule, Readiness } from '@skein/platform';
import { Database, storeMigrations } from '@skein/postgres';
import { ServiceModule } from '@skein/service';
import { EventStoreConfig } from './app.config.ts';
import { EventStore } from './event-store.ts';
import { StoreProgress } from './progress/store-progress.ts';

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
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.progress.start();
    await this.store.start();
    this.readiness.add('partitions', () => Promise.resolve(this.store.consumer.partitions), { required: false });
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
  controllers: [],
  providers: [store, StoreProgress, Run],
})
export class AppModule {}
