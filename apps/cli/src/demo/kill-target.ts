import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';
import { readLiveRun } from '../home/run-file.ts';
import type { AgentProcess } from './agent-process.ts';
import { isSurveyAgent, type SurveyAgent } from './survey.capabilities.ts';

/** SIGKILLs one part of the running deployment, or one agent: the parts come back by their supervisors. */
export async function killTarget(name: string, home: string, agents: ReadonlyMap<SurveyAgent, AgentProcess>): Promise<void> {
  if (isSurveyAgent(name)) return agents.get(name)?.kill();
  const run = await readLiveRun(home);
  const pid = run?.pids[name];
  if (pid === undefined) throw unknownTarget(name, Object.keys(run?.pids ?? {}));
  process.kill(pid, 'SIGKILL');
}

/** Checked before the work begins, so that a wrong name costs nothing. */
export async function checkTarget(name: string, home: string): Promise<void> {
  const names = Object.keys((await readLiveRun(home))?.pids ?? {});
  if (!isSurveyAgent(name) && !names.includes(name)) throw unknownTarget(name, names);
}

const unknownTarget = (name: string, names: readonly string[]): CliError =>
  new CliError(`there is no "${name}" to kill`, {
    code: 'survey.no-target',
    why: 'only what this deployment has started can be killed.',
    todo: `name one of ${[...names, 'historian', 'librarian', 'writer'].join(', ')}.`,
    exit: exitCode.usage,
  });
