import type { Category, CommandResult } from '@skein/contracts';
import { keyOfCommand, type LoggedCommand } from './logged-history.ts';

/** What a caller was told of a command; `undefined` when the connection broke before it was told anything. */
export interface GivenAnswer {
  category: Category;
  tenant: string;
  stream: string;
  id: string;
  result: CommandResult | undefined;
}

const nothingHappened = new Set(['service.unavailable', 'service.busy', 'log.parked']);
const final = new Set(['applied', 'unchanged', 'rejected']);

/** Compares what callers were told with what the log says. */
export function checkAnswers(answers: readonly GivenAnswer[], commands: ReadonlyMap<string, LoggedCommand>): string[] {
  const complaints: string[] = [];
  for (const [key, ofCommand] of Map.groupBy(answers, keyOfCommand)) {
    const logged = commands.get(key);
    for (const { result } of ofCommand) {
      if (!result || !final.has(result.status)) continue;
      if (!logged) complaints.push(`${key} was answered ${result.status}, and is not in the log`);
      else complaints.push(...differences(key, result, logged));
    }
    const allDenied = ofCommand.every(({ result }) => result?.status === 'failed' && nothingHappened.has(result.problem?.code ?? ''));
    if (allDenied && logged) complaints.push(`${key} was answered "nothing happened", and is in the log`);
    if (ofCommand.some(({ result }) => result?.status === 'pending') && !logged)
      complaints.push(`${key} was accepted, and is not in the log`);
  }
  return complaints;
}

function differences(key: string, result: CommandResult, logged: LoggedCommand): string[] {
  const told = {
    status: result.status,
    version: result.version,
    position: result.position,
    events: (result.events ?? []).map(({ id }) => id),
    code: result.problem?.code,
  };
  const is = {
    status: logged.status,
    version: logged.version,
    position: `${logged.category}:${logged.partition}:${logged.lastSeq}`,
    events: logged.events,
    code: logged.code,
  };
  return JSON.stringify(told) === JSON.stringify(is)
    ? []
    : [`${key} was answered ${JSON.stringify(told)}, the log has ${JSON.stringify(is)}`];
}
