import { Module } from '@nestjs/common';
import { KafkaConnection } from '@skein/kafka';
import { Log, PlatformModule, Readiness } from '@skein/platform';
import { Database } from '@skein/postgres';
import { CommandsOfCallers, Projection, ServiceModule } from '@skein/service';
import { MemoryConfig } from './app.config.ts';
import { ContextsController } from './context/contexts.controller.ts';
import { memoryMigrations } from './migrations/index.ts';
import { ThreadsController } from './threads/threads.controller.ts';
import { ThreadsRepository } from './threads/threads.repository.ts';

const name = 'memory';

@Module({
  imports: [PlatformModule.forApp(name, MemoryConfig), ServiceModule.for({ name, config: MemoryConfig, migrations: memoryMigrations })],
  controllers: [ThreadsController, ContextsController],
  providers: [
    { provide: ThreadsRepository, useFactory: (database: Database) => new ThreadsRepository(database), inject: [Database] },
    {
      provide: CommandsOfCallers,
      useFactory: ({ COMMAND_SERVICE_URL }: MemoryConfig) => new CommandsOfCallers(COMMAND_SERVICE_URL),
      inject: [MemoryConfig],
    },
    {
      provide: Projection,
      inject: [ThreadsRepository, MemoryConfig, Database, KafkaConnection, Log, Readiness],
      useFactory: (threads: ThreadsRepository, ...rest: [MemoryConfig, Database, KafkaConnection, Log, Readiness]) =>
        new Projection({ category: 'memory', schema: 'memory', apply: (tx, events) => threads.apply(tx, events) }, ...rest),
    },
  ],
})
export class AppModule {}
