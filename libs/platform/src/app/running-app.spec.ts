import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { configOf } from '../config/config-of.ts';
import { Public } from '../identity/public.decorator.ts';
import { createApp } from './create-app.ts';
import { Lifecycle } from './lifecycle.ts';
import { PlatformModule } from './platform.module.ts';

class GatedConfig extends configOf({}) {}

const gate = { entered: Promise.withResolvers<void>(), opened: Promise.withResolvers<void>() };

@Public()
@Controller()
class GatedController {
  @Get('gated')
  async gated() {
    gate.entered.resolve();
    await gate.opened.promise;
    return { late: true };
  }
}

@Module({ imports: [PlatformModule.forApp('gated', GatedConfig)], controllers: [GatedController] })
class GatedModule {}

@Controller()
class ClosedController {
  @Get('closed')
  closed() {
    return {};
  }
}

@Module({ imports: [PlatformModule.forApp('keyless', GatedConfig)], controllers: [ClosedController] })
class KeylessModule {}

const silent = { env: { LOG_LEVEL: 'silent' } };

describe('a running app that stops', () => {
  it('answers what is under way, turns away what is asked from then on, and takes no more connections', async () => {
    const app = await createApp(GatedModule, silent);
    const port = Number(new URL(app.url).port);
    const [early, late] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    const [answer, refusal] = [text(early), text(late)];
    early.write('GET /gated HTTP/1.1\r\nhost: x\r\n\r\n');
    await promisify(late.write).call(late, 'GET /gated HTTP/1.1\r\nhost: x\r\n');
    await gate.entered.promise;

    const stopped = app.stop();
    expect(app.nest.get(Lifecycle).stopping.aborted).toBe(true);
    await refusedBy(port);
    late.write('\r\n');
    expect(await refusal).toMatch(/^HTTP\/1\.1 503 [^]*connection: close[^]*"service\.not-ready"/);
    gate.opened.resolve();
    expect(await answer).toMatch(/^HTTP\/1\.1 200 [^]*connection: close[^]*"late":true/);
    await stopped;
    expect(app.stop()).toBe(stopped);
  });
});

describe('an app that stops while a connection says nothing', () => {
  it('does not wait for it', async () => {
    const app = await createApp(GatedModule, silent);
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    await app.stop();
    await ended;
  });
});

describe('an app that has routes for callers with a key', () => {
  it('does not start without a way to look keys up', async () => {
    await expect(createApp(KeylessModule, silent)).rejects.toThrow(/KeyLookup/);
  });
});

/** Tries until nobody listens there. */
async function refusedBy(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const outcome = await once(socket, 'connect').catch((error: NodeJS.ErrnoException) => error.code);
    socket.destroy();
    if (outcome === 'ECONNREFUSED') return;
  }
}
