import pg from 'pg';

/** One connection that listens. */
export interface ListeningClient {
  listen(channels: readonly string[]): Promise<void>;
  end(): Promise<void>;
}

interface Told {
  onNotify(channel: string, payload: string): void;
  /** Called once at most, and only after the connection was open. */
  lost(error: unknown): void;
}

// Also finds a connection that died without a word.
const PING_EVERY_MS = 20_000;

export async function connectListening(connection: pg.ClientConfig, { onNotify, lost }: Told): Promise<ListeningClient> {
  const client = new pg.Client(connection);
  let over = false;
  const open: { ping?: NodeJS.Timeout } = {};
  const end = async () => {
    over = true;
    clearInterval(open.ping);
    await client.end().catch(() => undefined); // it is broken already
  };
  const fail = (error: unknown) => {
    if (over || !open.ping) return;
    void end();
    lost(error);
  };
  client.on('error', fail);
  client.on('end', () => fail(new Error('Connection terminated')));
  client.on('notification', ({ channel, payload }) => onNotify(channel, payload ?? ''));
  try {
    await client.connect();
  } catch (error) {
    await end();
    throw error;
  }
  open.ping = setInterval(() => void client.query('select 1').catch(fail), PING_EVERY_MS);
  return {
    listen: async (channels) => {
      await client.query(channels.map((channel) => `listen ${channel}`).join('; '));
    },
    end,
  };
}
