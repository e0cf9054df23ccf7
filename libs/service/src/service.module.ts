import { Module, type DynamicModule } from '@nestjs/common';
import { connectKafka, KafkaConnection } from '@skein/kafka';
import { KeyLookup, Log, Readiness, type ConfigClass } from '@skein/platform';
import { Database, migrate, openDatabase, type SchemaMigrations } from '@skein/postgres';
import { PostgresKeys } from './postgres-keys.ts';
import type { ServiceSettings } from './service-shape.ts';
import { Shutdown } from './shutdown.ts';

export interface ServiceOptions<T extends ServiceSettings> {
  name: string;
  config: ConfigClass<T>;
  /** The service's own schema and role. */
  migrations: SchemaMigrations;
  /** Database connections at most. Default 10. */
  poolSize?: number;
}

/**
 * The adapters that every service stands on: {@link Database} in the service's own role and schema, {@link KafkaConnection},
 * API keys, and {@link Shutdown}, which closes them. Global.
 */
@Module({})
export class ServiceModule {
  static for<T extends ServiceSettings>({ name, config, migrations, poolSize }: ServiceOptions<T>): DynamicModule {
    const database = {
      provide: Database,
      inject: [config, Shutdown, Readiness],
      useFactory: async (settings: ServiceSettings, shutdown: Shutdown, readiness: Readiness) => {
        const url = settings.DATABASE_URL;
        if (settings.MIGRATE_ON_START) await migrate({ url, ...migrations });
        const opened = await openDatabase({
          url,
          schema: migrations.schema,
          role: migrations.role as `skein_${'memory'}`,
          applicationName: name,
          migrations: migrations.migrations,
          poolSize,
        });
        shutdown.add(() => opened.close());
        readiness.add('database', () => opened.query('select 1'));
        return opened;
      },
    };
    const kafka = {
      provide: KafkaConnection,
      inject: [config, Shutdown, Log],
      useFactory: async (settings: ServiceSettings, shutdown: Shutdown, log: Log) => {
        const connection = await connectKafka({
          brokers: settings.KAFKA_BROKERS.split(','),
          clientId: name,
          log: (level, message, facts) => log[level](message, facts),
        });
        shutdown.add(() => connection.close());
        return connection;
      },
    };
    const keys = { provide: KeyLookup, inject: [Database], useFactory: (opened: Database) => new PostgresKeys(opened) };
    const providers = [Shutdown, database, kafka, keys];
    return { module: ServiceModule, global: true, providers, exports: [Shutdown, Database, KafkaConnection, KeyLookup] };
  }
}
