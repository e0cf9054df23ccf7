import { localRun, SkeinClient, subscribe } from '@skein/client';
import { connectKafka } from '@skein/kafka';

const { brokers, topicPrefix } = localRun();
const kafka = await connectKafka({ brokers, clientId: 'first-subscriber' });

// Every workflow event since the first one, each once and in order: history from the store, then live from Kafka.
const subscription = subscribe({
  client: SkeinClient.local(),
  kafka,
  topicPrefix,
  category: 'workflow',
  handler: ({ events }) => events.forEach(({ type, subject, time }) => console.log(time, subject, type)),
});
process.once('SIGINT', () => void subscription.stop().then(() => kafka.close()));
