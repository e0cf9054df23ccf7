import { join, resolve } from 'node:path';
import { givenKafka, givenPostgres } from './given-parts.ts';
import { endLeftOver } from './home/end-left-over.ts';
import { lockHome } from './home/lock-home.ts';
import { StackStateFile } from './home/stack-state.ts';
import { startKafka } from './kafka/kafka-part.ts';
import type { Part } from './part.ts';
import { startPostgres } from './postgres/postgres-part.ts';
import { identify } from './process/process-identity.ts';
import type { Stack, StackOptions } from './stack.ts';

/**
 * Starts a broker and a database, or takes those that `KAFKA_BROKERS` and `DATABASE_URL` name, and resolves when both answer requests.
 *
 * What a killed run has left in the home (processes, locks, half-made folders) is cleared first; its data is kept. Data that was written
 * before an earlier stop or kill is there again.
 *
 * Rejects with a {@link StackError}; nothing is left running then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { log = () => {}, env = process.env, kafkaPort, postgresPort } = options;
  const home = resolve(options.home);
  const lock = await lockHome(home);
  const file = new StackStateFile(home);
  const release = async () => {
    await file.own(undefined);
    await lock.release();
  };
  try {
    await endLeftOver(await file.load(), log);
    await file.own(identify(process.pid));
    const [kafka, postgres] = await bothOrNone(
      env.KAFKA_BROKERS ? givenKafka(env.KAFKA_BROKERS) : startKafka({ folder: join(home, 'kafka'), port: kafkaPort, env, log, file }),
      env.DATABASE_URL ? givenPostgres(env.DATABASE_URL) : startPostgres({ home, port: postgresPort, env, log, file }),
    );
    return stackOf(kafka, postgres, release);
  } catch (error) {
    await release();
    throw error;
  }
}

async function bothOrNone(starting: Promise<Part>, alsoStarting: Promise<Part>): Promise<[Part, Part]> {
  const [one, other] = await Promise.allSettled([starting, alsoStarting]);
  if (one.status === 'fulfilled' && other.status === 'fulfilled') return [one.value, other.value];
  for (const result of [one, other]) if (result.status === 'fulfilled') await result.value.stop();
  throw one.status === 'rejected' ? one.reason : (other as PromiseRejectedResult).reason;
}

function stackOf(kafka: Part, postgres: Part, released: () => Promise<void>): Stack {
  const parts = { kafka, postgres };
  let stopping: Promise<void> | undefined;
  return {
    brokers: kafka.address.split(','),
    databaseUrl: postgres.address,
    kafka: kafka.origin,
    postgres: postgres.origin,
    get pids() {
      return { kafka: kafka.pid, postgres: postgres.pid };
    },
    stop: () => (stopping ??= Promise.all([kafka.stop(), postgres.stop()]).then(released)),
    restart: (part) => parts[part].restart(),
    onExit: (part, callback) => parts[part].onExit(callback),
  };
}
