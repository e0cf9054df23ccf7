import { Module } from '@nestjs/common';
import { KafkaConnection } from '@skein/kafka';
import { Log, PlatformModule, Readiness } from '@skein/platform';
import { Database } from '@skein/postgres';
import { CommandsOfCallers, Projection, ServiceModule } from '@skein/service';
import { AgentsController } from './agents/agents.controller.ts';
import { AgentsRepository } from './agents/agents.repository.ts';
import { AgentRegistryConfig } from './app.config.ts';
import { agentRegistryMigrations } from './migrations/index.ts';

const name = 'agent-registry';

@Module({
  imports: [
    PlatformModule.forApp(name, AgentRegistryConfig),
    ServiceModule.for({ name, config: AgentRegistryConfig, migrations: agentRegistryMigrations }),
  ],
  controllers: [AgentsController],
  providers: [
    { provide: AgentsRepository, useFactory: (database: Database) => new AgentsRepository(database), inject: [Database] },
    {
      provide: CommandsOfCallers,
      useFactory: ({ COMMAND_SERVICE_URL }: AgentRegistryConfig) => new CommandsOfCallers(COMMAND_SERVICE_URL),
      inject: [AgentRegistryConfig],
    },
    {
      provide: Projection,
      inject: [AgentsRepository, AgentRegistryConfig, Database, KafkaConnection, Log, Readiness],
      useFactory: (agents: AgentsRepository, ...rest: [AgentRegistryConfig, Database, KafkaConnection, Log, Readiness]) =>
        new Projection({ category: 'agent', schema: 'agent_registry', apply: (tx, events) => agents.apply(tx, events) }, ...rest),
    },
  ],
})
export class AppModule {}
