import { isOutcome, keyOf, type LogRecord } from '@skein/contracts';
import { emptyStream, encodeDecision, foldRecords, outcomeOf, type FoldedStream, type Outcome } from '@skein/log';
import { isDeepStrictEqual } from 'node:util';
import { atTheDoor, resultKey, type GivenCommand } from './given-command.ts';
import { turnsDecider } from './turns.decider.ts';

/** What was read before the records of a command. */
export interface KnownHistory {
  outcomes: ReadonlyMap<string, { hash: string; outcome: Outcome }>;
  streams: ReadonlyMap<string, FoldedStream>;
}

export interface Script {
  given: readonly GivenCommand[];
  /** Whether the broker may have refused a command's records, so that it was set aside. */
  refuses: boolean;
}

export interface JudgedCommand {
  key: string;
  hash: string;
  outcome: Outcome;
  place: string;
  after: FoldedStream;
}

/**
 * What a command's records come to, or the promise that they break: one outcome per command (G1), dense versions (G2), decided on the newest
 * history (G4).
 */
export function judgeCommand(records: readonly LogRecord[], known: KnownHistory, script: Script): JudgedCommand | { violation: string } {
  const [{ seq, tenant, subject, commandid, commandhash }] = records as readonly [LogRecord];
  if (records.some((one) => one.commandid !== commandid || one.subject !== subject)) return { violation: 'two commands are mixed' };
  const key = resultKey(tenant, subject, commandid);
  if (known.outcomes.has(key)) return { violation: `${commandid} has a second outcome at seq ${seq}` };
  const place = keyOf(tenant, subject);
  const before = known.streams.get(place) ?? emptyStream(turnsDecider);
  const misplaced = records.findIndex((one, index) => !isOutcome(one) && one.version !== before.version + index + 1);
  if (misplaced >= 0) return { violation: `version ${before.version + misplaced + 1} of ${subject} is missing at seq ${seq + misplaced}` };
  const violation = decidedOtherwise(records, before, script);
  if (violation) return { violation };
  const after = foldRecords(turnsDecider, { ...before, state: turnsDecider.copy(before.state as never) }, records);
  return { key, hash: commandhash, outcome: outcomeOf(records), place, after };
}

/** Decides the command again, on what really was the newest state. */
function decidedOtherwise(records: readonly LogRecord[], { state, version }: FoldedStream, script: Script): string | undefined {
  const [{ commandid, commandhash, time, seq, prev, partition, data }] = records as readonly [LogRecord];
  const command = script.given.map((given) => atTheDoor(given, 0)).find((one) => one.id === commandid && one.hash === commandhash);
  if (!command) return `nobody gave ${commandid}`;
  if (script.refuses && isDeepStrictEqual(data, { outcome: 'rejected', version, code: 'command.too-large', detail: {} })) return undefined;
  const now = Date.parse(time);
  const { expectedVersion } = command;
  const decide = () => {
    if (expectedVersion !== undefined && expectedVersion !== version) {
      const detail = { expected: expectedVersion, current: version };
      return { kind: 'rejected', code: 'workflow.version-conflict', detail } as const;
    }
    try {
      return turnsDecider.decide(command, turnsDecider.copy(state as never), { now, actor: command.actor, version });
    } catch {
      // the script has a command that is meant to throw
      return { kind: 'rejected', code: 'command.failed', detail: { type: command.type } } as const;
    }
  };
  const place = { head: { head: prev, seq: seq - 1 }, partition, version, time: now };
  const again = encodeDecision(decide(), command, place).map((one) => one.record.data);
  const found = records.map((one) => one.data);
  return isDeepStrictEqual(again, found) ? undefined : `${commandid} was not decided on the newest history at seq ${seq}`;
}
