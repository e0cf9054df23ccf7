import { kafkaEnding } from '../kafka/kafka-part.ts';
import { postgresEnding } from '../postgres/postgres-part.ts';
import { endProcess } from '../process/end-process.ts';
import { isRunning } from '../process/process-identity.ts';
import type { StackState } from './stack-state.ts';

/** Ends servers of a run that was killed. Only those whose pid and start time are the recorded ones. The caller holds the lock of the home. */
export async function endLeftOver(state: StackState, log: (line: string) => void): Promise<void> {
  const endings = { kafka: kafkaEnding, postgres: postgresEnding };
  await Promise.all(
    (['kafka', 'postgres'] as const).map(async (name) => {
      const identity = state.parts[name]?.process;
      if (!identity || !isRunning(identity)) return;
      log(`${name}: ending process ${identity.pid}, left by a run that was killed`);
      await endProcess(identity, endings[name]);
    }),
  );
}
