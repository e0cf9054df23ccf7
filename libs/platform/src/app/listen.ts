import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppConfig } from '../config/app-config.ts';
import { StartError } from './start-error.ts';

const reasons: Record<string, { code: string; why: string; todo: string }> = {
  EADDRINUSE: {
    code: 'port.in-use',
    why: 'another program listens there.',
    todo: 'end that program, or set PORT to another one (0: any free one).',
  },
  EACCES: { code: 'port.not-allowed', why: 'the system does not allow this user to listen there.', todo: 'set PORT to 1024 or more.' },
  EADDRNOTAVAIL: {
    code: 'host.not-ours',
    why: 'this machine has no such address.',
    todo: 'set HOST to one of its own, such as 127.0.0.1 or 0.0.0.0.',
  },
  ENOTFOUND: {
    code: 'host.not-ours',
    why: 'the name of the host is not known.',
    todo: 'set HOST to an address of this machine, such as 127.0.0.1.',
  },
};

/** Listens and returns the address under which this machine reaches the app. */
export async function listen(app: NestFastifyApplication, { HOST, PORT }: AppConfig): Promise<string> {
  try {
    await app.listen({ host: HOST, port: PORT });
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    throw reason ? new StartError({ ...reason, what: `cannot listen on ${HOST}:${PORT}` }, { cause: error }) : error;
  }
  const address = app.getHttpServer().address();
  if (address === null || typeof address === 'string') throw new TypeError('an app listens on a port');
  const host = ['0.0.0.0', '::'].includes(address.address) ? '127.0.0.1' : address.address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
