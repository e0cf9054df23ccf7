import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createListener, type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Stands for a service on the wire. */
export class Service {
  readonly server: Server;
  handler: Handler = this.echo;
  readonly sockets = new Set<unknown>();

  constructor(readonly name: string) {
    this.server = createServer((request, response) => {
      this.sockets.add(request.socket);
      void this.handler(request, response);
    });
  }

  async listen() {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async echo(request: IncomingMessage, response: ServerResponse) {
    const body = (await buffer(request)).toString();
    response.writeHead(request.url === '/health/ready' ? 200 : 207, {
      'content-type': 'application/json',
      'x-position': 'workflow:3:42',
      'keep-alive': 'timeout=7',
    });
    response.end(JSON.stringify({ service: this.name, method: request.method, url: request.url, headers: request.headers, body }));
  }
}

/** An address that was free a moment ago. */
export async function nobody(): Promise<string> {
  const listener = createListener().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  await once(listener.close(), 'close');
  return `http://127.0.0.1:${port}`;
}
