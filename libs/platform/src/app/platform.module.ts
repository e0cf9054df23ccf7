import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AppConfig } from '../config/app-config.ts';
import type { ConfigClass } from '../config/config-of.ts';
import { ENVIRONMENT, type Environment } from '../config/environment.config.ts';
import { loadConfig } from '../config/load-config.ts';
import { HealthController } from '../health/health.controller.ts';
import { Readiness } from '../health/readiness.ts';
import { ProblemFilter } from '../http/problem.filter.ts';
import { SchemaPipe } from '../http/schema.pipe.ts';
import { IdentityGuard } from '../identity/identity.guard.ts';
import { Log, type LogDestination } from '../logging/log.ts';
import { ApiDescription } from '../openapi/api-description.ts';
import { OpenApiController } from '../openapi/openapi.controller.ts';
import { Routes } from '../openapi/routes.ts';
import { APP_NAME } from './app-name.ts';
import { Lifecycle } from './lifecycle.ts';
import { LOG_DESTINATION } from './log-destination.ts';

/**
 * What every app has: its configuration, identity guard, validation by `@Body({ schema })`, problem documents, health, logs and the
 * OpenAPI document. Global: {@link Log}, {@link Readiness}, {@link Lifecycle}, {@link AppConfig} and the app's own configuration class
 * can be injected anywhere.
 */
@Module({})
export class PlatformModule {
  static forApp<T extends object>(name: string, config: ConfigClass<T>): DynamicModule {
    const own = { provide: config, useFactory: (env: Environment) => new config(loadConfig(config.schema, env)), inject: [ENVIRONMENT] };
    const log = {
      provide: Log,
      useFactory: ({ LOG_LEVEL }: AppConfig, to?: LogDestination) => Log.to(name, LOG_LEVEL, to),
      inject: [AppConfig, { token: LOG_DESTINATION, optional: true }],
    };
    const shared = [
      { provide: APP_NAME, useValue: name },
      own,
      { provide: AppConfig, useExisting: config },
      log,
      Lifecycle,
      Readiness,
      Routes,
      ApiDescription,
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [DiscoveryModule],
      controllers: [HealthController, OpenApiController],
      providers: [
        ...shared,
        { provide: APP_GUARD, useClass: IdentityGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: SchemaPipe },
      ],
      exports: shared.map((one) => (typeof one === 'function' ? one : one.provide)),
    };
  }
}
