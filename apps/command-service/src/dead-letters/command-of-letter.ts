import { CommandRecord, CommandRequest, SkeinError, typeOfWireType, type DeadLetterDetail } from '@skein/contracts';

/**
 * The command that a dead letter holds, whichever way it came: as a record of a commands topic, or as its owner had read it. Throws
 * `command.letter-unusable` when there is none.
 */
export function commandOfLetter(letter: DeadLetterDetail): { tenant: string; request: CommandRequest & { id?: string | undefined } } {
  const given = parse(letter.value);
  const record = CommandRecord.safeParse(given);
  const request = record.success ? requestOf(record.data) : CommandRequest.safeParse(given).data;
  const tenant = letter.tenant ?? (record.success ? (record.data.principal?.tenant ?? record.data.tenant) : undefined);
  if (!request || tenant === undefined) throw unusable(letter);
  return { tenant, request: { ...request, id: letter.commandId ?? request.id, stream: letter.stream ?? request.stream } };
}

const requestOf = ({ id, type, subject, data, expectedversion, causationid, correlationid }: CommandRecord): CommandRequest => ({
  id,
  type: typeOfWireType(type) ?? type,
  stream: subject,
  data,
  expectedVersion: expectedversion,
  causationId: causationid,
  correlationId: correlationid,
});

function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined; // no command, whatever it is: said by the caller
  }
}

const unusable = ({ id, code, error }: DeadLetterDetail) =>
  new SkeinError(
    'command.letter-unusable',
    `Dead letter ${id} holds no command that could be sent again (${code}: ${error.slice(0, 200)}). Have its sender correct and send it.`,
    { id, code },
  );
