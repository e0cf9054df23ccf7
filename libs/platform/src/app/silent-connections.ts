import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Ends connections on which nothing was ever said, such as one that a caller gave up while it connected. Node ends those that are
 * idle after a request when a server closes; these it would leave to hold up the stop for a minute.
 */
export class SilentConnections {
  readonly #open = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  end(): void {
    for (const socket of this.#open) if (socket.bytesRead === 0) socket.destroy();
  }
}
