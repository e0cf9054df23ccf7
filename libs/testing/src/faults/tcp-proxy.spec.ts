import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { TcpProxy } from './tcp-proxy.ts';

describe('a proxy between a client and a server that echoes', () => {
  let server: Server;
  let proxy: TcpProxy;
  let client: Socket;
  let received: string;
  let heard: string;

  const dial = async () => {
    const socket = connect(Number(new URL(`tcp://${proxy.address}`).port), '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    socket.setEncoding('utf8').on('data', (text: string) => (received += text));
    return socket;
  };
  const answered = async (text: string) => {
    while (!received.endsWith(text)) await once(client, 'data');
    return received;
  };

  beforeEach(async () => {
    received = heard = '';
    server = createServer((socket) => {
      socket.on('error', () => undefined); // a cut connection
      socket.on('data', (chunk: Buffer) => {
        heard += String(chunk);
        socket.write(chunk);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await TcpProxy.inFrontOf(`127.0.0.1:${(server.address() as { port: number }).port}`);
    client = await dial();
  });
  afterEach(() => {
    client.destroy();
    proxy.close();
    server.close();
  });

  it('passes what is said, both ways', async () => {
    client.write('hello');
    expect(await answered('hello')).toBe('hello');
  });

  it('swallows answers: the request was heard, and as many answers as told vanish', async () => {
    const fault = proxy.inject({ on: 'answer', times: 1, act: 'swallow' });
    client.write('lost');
    await fault.reached(1);
    expect(heard).toBe('lost');
    client.write('kept');
    expect(await answered('kept')).toBe('kept');
    expect(fault.hits).toBe(1);
  });

  it('holds what it is told to until the fault is lifted, and passes it in its order', async () => {
    const fault = proxy.inject({ on: 'request', act: 'hold' });
    client.write('a');
    await fault.reached(1);
    client.write('b');
    await fault.reached(2);
    expect(heard).toBe('');
    fault.lift();
    expect(await answered('ab')).toBe('ab');
  });

  it('delays a request, and what follows it stays behind it', async () => {
    proxy.inject({ on: 'request', times: 1, act: { delayMs: 30 } });
    client.write('slow');
    client.write('then');
    expect(await answered('then')).toBe('slowthen');
  });

  it('repeats a request', async () => {
    proxy.inject({ on: 'request', times: 1, act: 'repeat' });
    client.write('ab');
    expect(await answered('abab')).toBe('abab');
  });

  it.each([
    ['request', ''],
    ['answer', 'abc'],
  ] as const)('cuts a connection after some bytes of the %s', async (on, seen) => {
    proxy.inject({ on, times: 1, act: { cutAfter: 3 } });
    client.write('abcdef');
    await once(client, 'close');
    expect(seen === '' ? received.length <= 3 : received === seen).toBe(true);
    expect(on === 'request' ? heard : heard.slice(0, 3)).toBe('abc');
  });

  it('half-opens: connections stay and are taken, and nothing passes until it ends', async () => {
    const end = proxy.halfOpen();
    client.write('waiting');
    const other = await dial();
    other.write('too');
    expect([heard, client.destroyed, other.destroyed]).toEqual(['', false, false]);
    end();
    await answered('waiting').catch(() => undefined);
    while (heard.length < 'waitingtoo'.length) await once(other, 'data');
    other.destroy();
  });

  it('refuses new connections and keeps the old ones, then takes them again at the same address', async () => {
    const { address } = proxy;
    proxy.refuse();
    await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    client.write('still');
    expect(await answered('still')).toBe('still');
    await proxy.accept();
    expect(proxy.address).toBe(address);
    (await dial()).destroy();
  });

  it('ends every connection at once when it is told to cut', async () => {
    proxy.cut();
    await once(client, 'close');
    expect(client.destroyed).toBe(true);
  });
});
