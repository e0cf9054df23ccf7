import { categories, eventsTopic } from '@skein/contracts';
import { connectKafka, ensureTopics, type KafkaConnection } from '@skein/kafka';
import { readAllCursors } from '@skein/postgres';
import type { Context } from '../command/context.ts';
import { logPlaceOf, type LogPlace } from '../command/log-place.ts';
import { examples, type Register } from '../command/register.ts';
import { brokersOf } from '../rebuild/brokers-of.ts';
import { openAsOperator } from '../rebuild/operator-database.ts';
import { moveStore } from './move-store.ts';
import { refuseOtherTopic, refuseRunning } from './refusals.ts';
import { RepublishedTopic, type Republished } from './republished-topic.ts';

export const republish: Register = (program, run) =>
  program
    .command('republish')
    .description('write the events topics from the store, into topics that were made anew, and go on from there')
    .addHelpText(
      'after',
      examples('skein republish', 'DATABASE_URL=postgres://… KAFKA_BROKERS=kafka:9092 skein republish --json') +
        '\ncommand-services and event-stores must be stopped. Killed in the middle, it goes on where it was.\n',
    )
    .action(
      run(async (context) => {
        const { terminal } = context;
        const place = await logPlaceOf(context);
        const kafka = await connectKafka({ brokers: brokersOf(place), clientId: 'skein-republish' });
        try {
          await refuseRunning(kafka, place.topicPrefix);
          const { written, found, partitions } = await republishAll(context, place, kafka);
          terminal.result(
            { records: written + found, written, partitions },
            `${written} records of ${partitions} partitions written${found > 0 ? `, ${found} were there` : ''}; the store goes on from the new topics`,
          );
        } finally {
          await kafka.close();
        }
      }),
    );

async function republishAll({ terminal }: Context, { databaseUrl, topicPrefix, partitions }: LogPlace, kafka: KafkaConnection) {
  const database = await openAsOperator(databaseUrl, 'skein-republish');
  try {
    await ensureTopics(kafka.admin, { prefix: topicPrefix, partitions });
    // One that has only passed void records must go back to the beginning of the new topic, too.
    const cursors = (await readAllCursors(database)).filter(({ cursor }) => cursor.seq > 0 || cursor.nextOffset > 0);
    const total = cursors.reduce((sum, { cursor }) => sum + cursor.seq, 0);
    const topics = categories.map(
      (category) =>
        new RepublishedTopic(
          database,
          kafka,
          eventsTopic(category, topicPrefix),
          cursors.filter((one) => one.category === category),
        ),
    );
    // All of them are looked at before the first record is written.
    for (const topic of topics) refuseOtherTopic(await topic.look());
    const found = topics.reduce((sum, topic) => sum + topic.records, 0);
    let written = 0;
    const onProgress = (records: number) => terminal.progress(`written ${(written += records)} of ${total - found} records`);
    for (const topic of topics) await topic.write(onProgress);
    const moved: Republished[] = [];
    for (const topic of topics) {
      terminal.progress('reading back what was written');
      moved.push(...(await topic.readBack()));
    }
    // Whoever was started meanwhile must not see the store move under it.
    await refuseRunning(kafka, topicPrefix);
    await moveStore(databaseUrl, moved, await kafka.admin.clusterId());
    return { written, found, partitions: cursors.length };
  } finally {
    await database.close();
  }
}
