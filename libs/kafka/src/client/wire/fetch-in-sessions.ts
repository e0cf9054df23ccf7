import { createRequire } from 'node:module';
import { FetchSession, type FetchedTopic } from './fetch-session.ts';

const require = createRequire(import.meta.url);

interface FetchOptions {
  topics: readonly FetchedTopic[];
}

interface FetchAnswer {
  errorCode?: number;
  sessionId?: number;
}

type Send = (this: Broker, request: unknown) => Promise<FetchAnswer>;

/** Of kafkajs, as far as it is used here. */
interface Broker {
  versions: Record<number, { maxVersion: number }> | null;
  lookupRequest(apiKey: number, definition: unknown): (given: object) => unknown;
  fetch(options: FetchOptions): Promise<FetchAnswer>;
  [send: symbol]: Send;
}

const FETCH = 1;
/** The first that knows sessions is 7; what is patched is 11. */
const VERSION = 11;

/**
 * Has kafkajs fetch in sessions, one with each broker. A fetch beside another one, and all fetches from a broker that is too old or has no room for a
 * session, go without, as kafkajs sends them.
 */
export function fetchInSessions(): void {
  const { prototype } = require('kafkajs/src/broker/index.js') as { prototype: Broker };
  const { Fetch: definition } = (require('kafkajs/src/protocol/requests/index.js') as { requests: { Fetch: unknown } }).requests;
  const send = Object.getOwnPropertySymbols(prototype).find((symbol) => symbol.description === 'private:Broker:sendRequest');
  if (!send) throw new Error('kafkajs is not the version that is patched here: its broker has no sendRequest');
  const stock = prototype.fetch;
  const sessions = new WeakMap<Broker, FetchSession | 'none' | 'busy'>();

  prototype.fetch = async function (this: Broker, options: FetchOptions) {
    const knows = (this.versions?.[FETCH]?.maxVersion ?? 0) >= VERSION;
    const session = knows ? (sessions.get(this) ?? new FetchSession()) : 'none';
    if (typeof session === 'string') return stock.call(this, options);
    sessions.set(this, 'busy');
    let hasRoom = true;
    try {
      const request = session.next(options.topics);
      const answer = await this[send]!(this.lookupRequest(FETCH, definition)({ ...options, ...request }));
      const { errorCode = 0, sessionId = 0 } = answer;
      session.answered({ errorCode, sessionId });
      hasRoom = errorCode !== 0 || sessionId !== 0;
      return answer;
    } catch (error) {
      session.failed();
      throw error;
    } finally {
      sessions.set(this, hasRoom ? session : 'none');
    }
  };
}
