import { callReplicas, setHold } from '@skein/postgres';
import { userInfo } from 'node:os';
import { logPlaceOf } from '../command/log-place.ts';
import { examples, type Register } from '../command/register.ts';
import { wrongValue } from '../command/wrong-value.ts';
import { openAsOperator } from '../rebuild/operator-database.ts';
import { checkPlace, placeArgument } from './partition-argument.ts';
import { untilPhase } from './until-phase.ts';

export const park: Register = (log, run) => {
  log
    .command('park')
    .description('have nobody decide commands of a partition or store its history, until it is released; its commands wait in Kafka')
    .argument('<category>', 'workflow, memory or agent')
    .argument('<partition>', 'number of the partition')
    .requiredOption('--because <text>', 'why; shown to others by "skein log partitions"')
    .addHelpText('after', examples('skein log park workflow 3 --because "the disk of its store is being replaced"'))
    .action(
      run<{ because: string }>(async (context, { because }, category = '', partition = '') => {
        const place = placeArgument(category, partition);
        if (because.trim() === '') throw wrongValue('the reason is empty', 'others must know why.', 'give --because "a reason".');
        const { databaseUrl } = await logPlaceOf(context);
        const database = await openAsOperator(databaseUrl, 'skein-log');
        try {
          await checkPlace(database, place);
          const isNew = await setHold(database, { ...place, because, heldBy: userInfo().username });
          await callReplicas(database, { do: 'holds' });
          const replicas = await untilPhase(database, place, (phase) => phase === 'held');
          const text = replicas.map(({ part, replica, phase }) => `${part} ${replica}: ${phase}`);
          context.terminal.result(
            { ...place, held: true, new: isNew, replicas },
            [`${category}:${partition} ${isNew ? 'is held' : 'was held already'}`, ...text].join('\n'),
          );
        } finally {
          await database.close();
        }
      }),
    );
};
