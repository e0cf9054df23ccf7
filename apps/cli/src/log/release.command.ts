import { callReplicas, removeHold } from '@skein/postgres';
import { logPlaceOf } from '../command/log-place.ts';
import { examples, type Register } from '../command/register.ts';
import { exitCode } from '../failure/exit-code.ts';
import { openAsOperator } from '../rebuild/operator-database.ts';
import { checkPlace, placeArgument } from './partition-argument.ts';
import { untilPhase } from './until-phase.ts';

export const release: Register = (log, run) => {
  log
    .command('release')
    .description('have a parked partition checked and begun with anew, wherever it is; what parked it must be gone, else it parks again')
    .argument('<category>', 'workflow, memory or agent')
    .argument('<partition>', 'number of the partition')
    .addHelpText('after', examples('skein log release workflow 3'))
    .action(
      run(async (context, _options, category = '', partition = '') => {
        const place = placeArgument(category, partition);
        const { databaseUrl } = await logPlaceOf(context);
        const database = await openAsOperator(databaseUrl, 'skein-log');
        try {
          await checkPlace(database, place);
          const held = await removeHold(database, place);
          await callReplicas(database, held ? { do: 'holds' } : { do: 'restart', ...place });
          const replicas = await untilPhase(database, place, (phase) => !['held', 'syncing', 'parked'].includes(phase));
          const stuck = replicas.filter(({ phase }) => phase === 'parked');
          const text = replicas.map(({ part, replica, phase, parkedBecause }) =>
            `${part} ${replica}: ${phase} ${parkedBecause ?? ''}`.trimEnd(),
          );
          context.terminal.result(
            { ...place, released: stuck.length === 0 && replicas.length > 0, replicas },
            [`${category}:${partition} ${stuck.length > 0 ? 'is parked again' : 'is released'}`, ...text].join('\n'),
          );
          if (replicas.length === 0) context.terminal.say('no replica has it at the moment; whoever gets it begins anew');
          return stuck.length > 0 ? exitCode.problem : exitCode.done;
        } finally {
          await database.close();
        }
      }),
    );
};
