import {
  CommandRecord,
  commandDefinitions,
  internalCommands,
  keyOf,
  partitionOf,
  SkeinError,
  typeOfWireType,
  unfitValueIn,
  type Category,
  type Principal,
  type ProblemCode,
} from '@skein/contracts';
import { commandHash, commandIdOfPlace, sealHolds, streamIdOf } from '@skein/log';
import type { CheckedCommand } from './checked-command.ts';
import { checkCommand } from './command-door.ts';

/** Where a record of a commands topic was found. */
export interface RecordPlace {
  cluster: string;
  topic: string;
  category: Category;
  partition: number;
  offset: number;
  timestamp: number;
}

export type RecordReading =
  | { kind: 'command'; command: CheckedCommand; deadLetter?: { code: ProblemCode; error: string } }
  | { kind: 'misplaced'; command: CheckedCommand }
  | { kind: 'unreadable'; code: ProblemCode; error: string; tenant?: string; stream?: string; commandId?: string };

/**
 * Reads one record of a commands topic. What has an identity and an id always becomes a command, if need be one that is refused on
 * the record, so that its sender finds the answer at the command's address; the rest is unreadable.
 */
export function readCommandRecord(
  value: string | null,
  place: RecordPlace,
  settings: { secret: string; localMode: boolean; partitions: number },
): RecordReading {
  const record = recordOf(value);
  if (record instanceof SkeinError) return { kind: 'unreadable', code: record.code, error: record.message };
  const unfit = unfitValueIn(record.data);
  if (unfit) return { kind: 'unreadable', code: unfit.code, error: `The value at ${unfit.path} ${unfit.why}.`, commandId: record.id };
  const id = record.id ?? commandIdOfPlace({ ...place, timestamp: String(place.timestamp) });
  const type = typeOfWireType(record.type) ?? record.type;
  const tenant = record.principal?.tenant ?? record.tenant;
  const stream = record.subject ?? (tenant === undefined ? undefined : streamIdOf(tenant, id));
  if (tenant === undefined || stream === undefined) {
    return { kind: 'unreadable', code: 'identity.unsealed', error: 'The record names no tenant.', commandId: id };
  }
  const hash = commandHash({ type, stream, expectedVersion: record.expectedversion, data: record.data });
  const principal = principalOf(record, { id, stream, hash, ...settings });
  if (!principal) {
    const error = 'The record carries no seal of this deployment, and unsealed commands are accepted in local mode only.';
    return { kind: 'unreadable', code: 'identity.unsealed', error, tenant, stream, commandId: id };
  }
  const command = checkedOrRefused(record, {
    id,
    type,
    stream,
    hash,
    principal,
    category: place.category,
    partitions: settings.partitions,
  });
  if (command.partition === place.partition && command.category === place.category) {
    return {
      kind: 'command',
      command,
      ...(command.refused ? { deadLetter: { code: command.refused.code, error: JSON.stringify(command.refused.detail) } } : {}),
    };
  }
  // Also what is refused: its sender looks for the answer where the key belongs.
  if (!record.forwarded && command.category === place.category) return { kind: 'misplaced', command };
  const error = `Its key belongs to ${command.category}/${command.partition}.`;
  return { kind: 'unreadable', code: 'command.wrong-partition', error, tenant, stream, commandId: id };
}

function recordOf(value: string | null): CommandRecord | SkeinError {
  let json: unknown;
  try {
    json = JSON.parse(value ?? '');
  } catch (cause) {
    return new SkeinError('command.unreadable', 'The value is no JSON.', {}, { cause });
  }
  const record = CommandRecord.safeParse(json);
  if (record.success) return record.data;
  const issues = record.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return new SkeinError('command.unreadable', `The value is no CloudEvent as the contract describes it: ${issues}.`);
}

function principalOf(
  { principal, sealedby, tenant, actor }: CommandRecord,
  { id, stream, hash, secret, localMode }: { id: string; stream: string; hash: string; secret: string; localMode: boolean },
): Principal | undefined {
  if (principal && sealedby) {
    return sealHolds(secret, { principal, commandId: id, stream, commandHash: hash }, sealedby) ? principal : undefined;
  }
  if (!localMode || tenant === undefined) return undefined;
  return { tenant, subject: actor ?? 'kafka', roles: [], scopes: ['write'] };
}

interface Naming {
  id: string;
  type: string;
  stream: string;
  hash: string;
  principal: Principal;
  category: Category;
  partitions: number;
}

function checkedOrRefused(record: CommandRecord, naming: Naming): CheckedCommand {
  const { id, type, stream, principal, category, partitions } = naming;
  const more = { causationId: record.causationid, correlationId: record.correlationid };
  try {
    const checked = checkCommand(
      { id, type, stream, expectedVersion: record.expectedversion, data: record.data, ...more },
      principal,
      partitions,
    );
    return { ...checked, traceparent: record.traceparent };
  } catch (error) {
    if (!(error instanceof SkeinError)) throw error;
    const refused = { code: error.code, detail: { why: error.message.slice(0, 2_000) } };
    const definition = internalCommands.has(type) ? undefined : commandDefinitions.get(type);
    const key = keyOf(principal.tenant, stream);
    return {
      category: definition?.category ?? category,
      principal,
      partition: partitionOf(key, partitions),
      given: record.data,
      tenant: principal.tenant,
      stream,
      key,
      id,
      type,
      data: {},
      hash: naming.hash,
      actor: principal,
      correlationId: record.correlationid ?? stream,
      causationId: record.causationid,
      refused,
    };
  }
}
