import {
  Approve,
  commandDefinitions,
  Escalate,
  internalCommands,
  keyOf,
  MAX_PAYLOAD_BYTES,
  partitionOf,
  Reject,
  SkeinError,
  unfitValueIn,
  UNSURE,
  type CommandRequest,
  type Principal,
} from '@skein/contracts';
import { commandText, recordHash, streamIdOf } from '@skein/log';
import { v7 as uuidv7 } from 'uuid';
import type { CheckedCommand } from './checked-command.ts';

const needsApproveScope = new Set([Approve.type, Reject.type, Escalate.type] as string[]);

/** What both doors (HTTP and Kafka) demand of a command. Throws a {@link SkeinError} for what cannot be decided at all. */
export function checkCommand(request: CommandRequest, principal: Principal, partitions: number): CheckedCommand {
  const definition = internalCommands.has(request.type) ? undefined : commandDefinitions.get(request.type);
  if (!definition) {
    throw new SkeinError(
      'command.unknown-type',
      `There is no command "${request.type}". The contract lists the types, such as workflow.claim-step.`,
    );
  }
  if (needsApproveScope.has(request.type) && !principal.scopes.includes('approve')) {
    throw new SkeinError('identity.scope-missing', `${request.type} needs a key with the scope "approve".`, { scope: 'approve' });
  }
  const unfit = unfitValueIn(request.data);
  if (unfit)
    throw new SkeinError(unfit.code, `The value at ${unfit.path} ${unfit.why}. Change it and send the command again.`, {
      path: unfit.path,
    });
  const id = request.id ?? uuidv7();
  const stream = request.stream ?? streamIdOf(principal.tenant, id);
  const key = keyOf(principal.tenant, stream);
  const text = commandText({ type: request.type, stream, expectedVersion: request.expectedVersion, data: request.data });
  // The text holds the data, and a UTF-16 unit has three bytes at most: what is short in it need not be measured.
  if (3 * text.length > MAX_PAYLOAD_BYTES) checkSize(request.data);
  const quick = definition.quick(request.data);
  const parsed = quick === UNSURE ? definition.schema.safeParse(request.data) : { success: true as const, data: quick };
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const bearsCode = issue?.code === 'custom' && issue.params?.code === 'payload.bad-text';
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: ['data', ...path].join('.'), message }));
    const text = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw new SkeinError(bearsCode ? 'payload.bad-text' : 'request.invalid', `${request.type} does not fit its schema: ${text}.`, {
      issues,
    });
  }
  return {
    category: definition.category,
    principal,
    partition: partitionOf(key, partitions),
    given: request.data,
    tenant: principal.tenant,
    stream,
    key,
    id,
    type: request.type,
    data: parsed.data,
    hash: recordHash(text),
    expectedVersion: request.expectedVersion,
    actor: { subject: principal.subject, roles: principal.roles },
    causationId: request.causationId,
    correlationId: request.correlationId ?? stream,
  };
}

function checkSize(data: unknown): void {
  const size = Buffer.byteLength(JSON.stringify(data ?? null));
  if (size <= MAX_PAYLOAD_BYTES) return;
  const why = `The data has ${size} bytes; at most ${MAX_PAYLOAD_BYTES} fit.`;
  throw new SkeinError('payload.too-large', `${why} Store it by PUT /v1/artifacts/{sha256} and send its hash.`, {
    size,
    limit: MAX_PAYLOAD_BYTES,
  });
}
