import { isProblemCode, positionToken, problemKinds, problemOf, SkeinError, type CommandResult } from '@skein/contracts';
import type { Outcome } from '@skein/log';
import type { CheckedCommand } from '../door/checked-command.ts';

const named = ({ id, stream }: { id: string; stream: string }) => ({ commandId: id, stream });

/** The answer for a final outcome; the same for every caller, however often they ask. */
export function resultOfOutcome(
  command: Pick<CheckedCommand, 'id' | 'stream' | 'category' | 'partition'>,
  outcome: Outcome,
  durable: 'logged' | 'stored',
): CommandResult {
  const { category, partition } = command;
  const position = positionToken({ category, partition, seq: outcome.lastSeq });
  const result: CommandResult = { ...named(command), status: outcome.status, durable, version: outcome.version, position };
  if (outcome.status === 'applied') result.events = outcome.events;
  if (outcome.rejection) {
    const { code, detail } = outcome.rejection;
    const known = isProblemCode(code) ? code : 'service.failed';
    result.problem = problemOf(known, sentence(problemKinds[known].title, detail), detail);
  }
  return result;
}

function sentence(title: string, detail: Record<string, unknown>): string {
  const facts = Object.entries(detail).map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return facts.length > 0 ? `${title} (${facts.join(', ')}).` : `${title}.`;
}

/** In the commands topic, and not decided as far as this process knows. */
export const pendingResult = (command: { id: string; stream: string }): CommandResult => ({
  ...named(command),
  status: 'pending',
  durable: 'accepted',
});

/** Not taken, or taken with an outcome that is not known. */
export function failedResult(command: { id: string; stream: string }, error: SkeinError): CommandResult {
  return { ...named(command), status: 'failed', problem: problemOf(error.code, error.message, { ...error.facts }) };
}

/** Nobody can say yet; the same command may be sent again. */
export function outcomeUnknown({ id, stream, category }: Pick<CheckedCommand, 'id' | 'stream' | 'category'>): SkeinError {
  const look = `/v1/workflows/${stream}/commands/${id}${category === 'workflow' ? '' : `?category=${category}`}`;
  return new SkeinError(
    'command.outcome-unknown',
    `The outcome is not known yet. Send the command again with the same id, or look at ${look}.`,
    { look },
  );
}
