import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { StackError } from '../stack-error.ts';

/** The wanted port of 127.0.0.1 when nothing listens on it, else undefined. */
export function tryPort(port: number): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const server = createServer();
  server.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
  server.listen(port, '127.0.0.1', () => {
    const { port: free } = server.address() as { port: number };
    server.close(() => resolve(free));
  });
  return promise;
}

/** The asked port (an error when taken), else the last one when it is free, else any free one. */
export async function choosePort(use: string, asked: number | undefined, last: number | undefined): Promise<number> {
  if (asked !== undefined) {
    if ((await tryPort(asked)) === asked) return asked;
    throw new StackError('stack.port-in-use', `port ${asked}, asked for ${use}, is in use`, {
      why: `another program listens on 127.0.0.1:${asked}.`,
      todo: `end it (lsof -i :${asked} shows it), ask for another port, or leave the port out: a free one is taken then.`,
    });
  }
  for (let port = last ?? anyPort(); ; port = anyPort()) if ((await tryPort(port)) === port) return port;
}

// Below the range that systems take the ports of outgoing connections from: one of those could take a chosen port before a server listens on it.
const anyPort = () => randomInt(20_000, 32_000);
