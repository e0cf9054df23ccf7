import { expect, it } from '@jest/globals';
import { Annotate, type Principal } from '@skein/contracts';
import { checkCommand } from '../door/command-door.ts';
import { commandOfLetter } from './command-of-letter.ts';
import { letterOfCommand } from './letter-of-command.ts';

const ann: Principal = { tenant: 'acme', subject: 'ann', roles: [], scopes: ['write'] };

it('a command that its owner set aside is sent again on the conditions and with the causes it came with', () => {
  const request = {
    ...{ id: 'c1', stream: 'w1', expectedVersion: 4, causationId: 'cause', correlationId: 'story' },
    ...Annotate({ text: 'only after the fourth' }),
  };
  const command = checkCommand(request, ann, 8);
  const letter = {
    ...{ id: 1, category: command.category, partition: command.partition, tenant: 'acme', stream: 'w1', commandId: 'c1' },
    ...{ value: letterOfCommand(command), code: 'command.failed', error: 'It threw.', createdAt: '2026-01-02T03:04:05.000Z' },
  } as const;
  const again = commandOfLetter(letter);
  expect(again).toEqual({ tenant: 'acme', request });
  expect(checkCommand(again.request, ann, 8)).toEqual(command);
});
