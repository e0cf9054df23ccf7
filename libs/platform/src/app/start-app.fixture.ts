import { Controller, Get, Module, type OnModuleDestroy } from '@nestjs/common';
import { once } from 'node:events';
import { configOf } from '../config/config-of.ts';
import { Public } from '../identity/public.decorator.ts';
import { Log } from '../logging/log.ts';
import { Lifecycle } from './lifecycle.ts';
import { PlatformModule } from './platform.module.ts';
import { startApp } from './start-app.ts';

class FixtureConfig extends configOf({}) {}

@Public()
@Controller()
class FixtureController implements OnModuleDestroy {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly log: Log,
  ) {}

  @Get('poll')
  async poll() {
    this.log.info('polling');
    await once(this.lifecycle.stopping, 'abort');
    return { answered: 'while stopping' };
  }

  @Get('stuck')
  stuck() {
    this.log.info('stuck');
    return new Promise(() => undefined);
  }

  @Get('throw')
  throw() {
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
  }

  @Get('reject')
  reject() {
    void Promise.reject(new Error('nobody handles this'));
  }

  onModuleDestroy() {
    this.log.info('taken down');
  }
}

@Module({ imports: [PlatformModule.forApp('fixture', FixtureConfig)], controllers: [FixtureController] })
class FixtureModule {}

await startApp(FixtureModule, { name: 'fixture' });
