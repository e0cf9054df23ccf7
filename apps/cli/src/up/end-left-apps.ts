import { endProcess, isRunning } from '@skein/local';
import { readRun, removeRun } from '../home/run-file.ts';

const ending = [
  { signal: 'SIGTERM', waitMs: 12_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/** Ends apps that a killed run has left, if any hang so badly that they did not notice. Only those whose pid and start time are the recorded ones. */
export async function endLeftApps(home: string, say: (line: string) => void): Promise<void> {
  const run = await readRun(home);
  if (!run || isRunning(run.supervisor)) return;
  const { kafka: _ended, postgres: _byTheStack, ...apps } = run.processes;
  await Promise.all(
    Object.entries(apps).map(async ([name, identity]) => {
      if (!isRunning(identity)) return;
      say(`ending ${name} (process ${identity.pid}), left by a run that was killed`);
      await endProcess(identity, ending);
    }),
  );
  await removeRun(home);
}
