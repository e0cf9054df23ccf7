import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

interface SocketRequest {
  host: string;
  port: number;
  ssl?: ConnectionOptions;
  onConnect: () => void;
}

/** Makes a client's sockets and can end them for good: after `cut` the client has no way left to send a byte. */
export class SocketFence {
  #cut: Error | undefined;
  readonly #sockets = new Set<Socket>();

  readonly open = ({ host, port, ssl, onConnect }: SocketRequest): Socket => {
    if (this.#cut) throw this.#cut;
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
      : connectTcp({ host, port, noDelay: true }, onConnect);
    socket.setKeepAlive(true, 60_000);
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  };

  cut(why: string): void {
    this.#cut ??= new Error(why);
    // With an error, not without: kafkajs rejects its pending requests on 'error' only.
    for (const socket of this.#sockets) socket.destroy(this.#cut);
  }
}
