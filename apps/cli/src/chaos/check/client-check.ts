import type { AnsweredEntry, ClientEntry } from '../load/client-entry.ts';
import { finding, type Finding } from './finding.ts';
import { outcomeKey, type LoggedOutcome } from './outcomes.ts';

/** What a service says when it has certainly not taken a command. */
const notTaken: ReadonlySet<string | undefined> = new Set(['service.busy', 'service.not-ready', 'kafka.not-sent']);
/** What may be said while parts are dead, and promises nothing. */
const unknown: ReadonlySet<string | undefined> = new Set(['service.unavailable', 'command.outcome-unknown', 'http.502', 'http.504']);

/** Compares what clients were told with what is in the log. `tenant` is theirs. */
export function checkClients(tenant: string, entries: readonly ClientEntry[], outcomes: ReadonlyMap<string, LoggedOutcome>): Finding[] {
  const byCommand = Map.groupBy(entries, ({ category, stream, id }) => outcomeKey(category, `${tenant}/${stream}`, id));
  return [...byCommand].flatMap(([key, own]) => checkCommand(own, outcomes.get(key)));
}

function checkCommand(entries: readonly ClientEntry[], outcome: LoggedOutcome | undefined): Finding[] {
  const answers = entries.filter((entry) => entry.kind === 'answered');
  const findings = answers.flatMap((answer) => checkAnswer(answer, outcome));
  const { id, stream } = entries[0]!;
  const sent = entries.length - answers.length;
  if (outcome && answers.length === sent && answers.every(({ code }) => notTaken.has(code)))
    findings.push(finding('taken-after-all', `command ${id} on ${stream} was said not to be taken, and has an outcome`));
  return findings;
}

function checkAnswer(answer: AnsweredEntry, outcome: LoggedOutcome | undefined): Finding[] {
  const { id, stream, status, durable, version, position, code } = answer;
  const command = `command ${id} on ${stream}`;
  if (status === 'failed') {
    return notTaken.has(code) || unknown.has(code) ? [] : [finding('unexpected-answer', `${command} was answered ${code}`)];
  }
  if (!outcome) return [finding('lost', `${command} was answered ${status} (${durable}), and the log has nothing of it`)];
  if (status === 'pending') return [];
  const same =
    status === outcome.status &&
    version === outcome.version &&
    Number(position?.split(':')[2]) === outcome.lastSeq &&
    code === outcome.code;
  const told = `${status} ${code ?? ''} version ${version} at ${position}`;
  const logged = `${outcome.status} ${outcome.code ?? ''} version ${outcome.version} at seq ${outcome.lastSeq}`;
  return same ? [] : [finding('other-outcome', `${command} was answered ${told}, and the log says ${logged}`)];
}
