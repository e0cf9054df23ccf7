import { connectKafka } from '@skein/kafka';
import { closeSync, openSync, writeSync } from 'node:fs';
import { seeded } from '../plan/seeded.ts';
import { ChaosCaller } from './chaos-caller.ts';
import type { ClientOrder } from './chaos-client.ts';
import { sendByHttp } from './http-door.ts';
import { KafkaDoor } from './kafka-door.ts';

/** A client of a chaos run as a process of its own: `chaos-client.main.js <order as JSON>`. It ends with its standard input. */
const order = JSON.parse(process.argv[2] ?? '') as ClientOrder;
const stopped = new AbortController();
process.stdin.once('end', () => stopped.abort()).resume();

const kafka = await connectKafka({ brokers: order.brokers, clientId: `chaos-${order.name}` });
const file = openSync(order.file, 'a');
const callers = Array.from({ length: order.callers }, (_, index) => {
  const door = new KafkaDoor(kafka, { ...order, tenant: 'dev', actor: 'developer' });
  const doors = {
    http: (command: Parameters<KafkaDoor['send']>[0]) => sendByHttp(order.gateway, order.key, command),
    kafka: (command: Parameters<KafkaDoor['send']>[0]) => door.send(command),
    note: (entry: object) => void writeSync(file, `${JSON.stringify(entry)}\n`),
  };
  const seed = order.seed * 1_000 + index;
  return new ChaosCaller(`${order.name}-${index}`, seeded(seed), doors, stopped.signal).run();
});
await Promise.all(callers);
closeSync(file);
await kafka.close();
