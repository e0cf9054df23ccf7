import { CommandRequest, quickParse, SkeinError, UNSURE, type Fact, type Wait } from '@skein/contracts';
import { newCommandId } from './new-command-id.ts';
import type { SendOptions } from './send-options.ts';

/** A command with everything that stays the same however often it is sent. */
export interface OutgoingCommand {
  readonly id: string;
  /** The first part of the command's type. */
  readonly category: string;
  readonly wait: Wait;
  /** The very text that goes into the request. */
  readonly json: string;
  readonly bytes: number;
}

/** Throws `request.invalid` for an envelope that would make a server refuse the whole request, with others' commands in it. */
export function outgoingCommand({ type, data }: Fact, options: SendOptions): OutgoingCommand {
  const { stream, expectedVersion, causationId, correlationId, id = newCommandId(), wait = 'stored' } = options;
  const request: Record<string, unknown> = { id, type };
  if (stream !== undefined) request.stream = stream;
  if (expectedVersion !== undefined) request.expectedVersion = expectedVersion;
  if (causationId !== undefined) request.causationId = causationId;
  if (correlationId !== undefined) request.correlationId = correlationId;
  request.data = data;
  const json = textOf(checked(request));
  return { id, category: type.split('.', 1)[0]!, wait, json, bytes: Buffer.byteLength(json) };
}

const quick = quickParse(CommandRequest);

function checked(request: Record<string, unknown>): CommandRequest {
  if (quick(request) !== UNSURE) return request as CommandRequest;
  const parsed = CommandRequest.safeParse(request);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const text = issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
  throw new SkeinError('request.invalid', `The command ${String(request.type)} cannot be sent: ${text}.`, { issues });
}

function textOf({ data, ...envelope }: CommandRequest): string {
  const text = jsonOf(envelope.type, data);
  if (text === undefined)
    throw new SkeinError('request.invalid', `The command ${envelope.type} cannot be sent: its data is no JSON value.`);
  return `${JSON.stringify(envelope).slice(0, -1)},"data":${text}}`;
}

/** Nothing for a function, say, which JSON leaves out. */
function jsonOf(type: string, data: unknown): string | undefined {
  try {
    return JSON.stringify(data);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SkeinError('request.invalid', `The data of ${type} is no JSON: ${why}.`, {}, { cause: error });
  }
}
