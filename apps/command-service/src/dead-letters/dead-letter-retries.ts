import { Injectable } from '@nestjs/common';
import { SkeinError, type CommandResult, type DeadLetterRetry, type Principal } from '@skein/contracts';
import { derivedId } from '@skein/log';
import { v7 as uuidv7 } from 'uuid';
import { CommandDesk } from '../answers/command-desk.ts';
import { FindOutcomes } from '../answers/find-outcomes.ts';
import { CommandServiceConfig } from '../app.config.ts';
import type { CheckedCommand } from '../door/checked-command.ts';
import { checkCommand } from '../door/command-door.ts';
import { commandOfLetter } from './command-of-letter.ts';
import { DeadLettersRepository } from './dead-letters.repository.ts';

/** How often a command may have been refused again and be sent once more. */
const MOST_RETRIES = 50;
const WAIT_MS = 10_000;

/** Sends dead letters again. */
@Injectable()
export class DeadLetterRetries {
  constructor(
    private readonly letters: DeadLettersRepository,
    private readonly desk: CommandDesk,
    private readonly outcomes: FindOutcomes,
    private readonly config: CommandServiceConfig,
  ) {}

  /** In the operator's own name, in the tenant of the letter, and noted there. */
  async retry(id: number, { subject, roles, scopes }: Principal): Promise<DeadLetterRetry> {
    const letter = await this.letters.find(id);
    if (!letter) throw unknownLetter(id);
    const { tenant, request } = commandOfLetter(letter);
    const principal = { tenant, subject, roles, scopes };
    const named = { ...request, id: request.id ?? derivedId(String(id), 'dead-letter') };
    const command = await this.#undecided(checkCommand({ ...named, id: named.id || uuidv7() }, principal, this.config.PARTITIONS));
    const [result] = (await this.desk.submit([command], { wait: 'stored', timeoutMs: WAIT_MS })) as [CommandResult];
    const noted = await this.letters.retried(id, { by: subject, as: command.id, status: result.status });
    const { value: _, ...view } = noted ?? letter;
    return { letter: view, result };
  }

  /** With the first id, of those that follow from each other, under which it was not refused yet. */
  async #undecided(command: CheckedCommand): Promise<CheckedCommand> {
    for (let tries = 0, { id } = command; tries < MOST_RETRIES; tries++, id = derivedId(id, 'retry')) {
      const named = { ...command, id };
      const [found] = await this.outcomes.find([named]);
      if (found?.outcome.status !== 'rejected') return named;
    }
    const why = `It was sent again ${MOST_RETRIES} times and refused each time.`;
    throw new SkeinError('command.letter-unusable', `${why} Have its sender correct it.`, { commandId: command.id });
  }
}

export const unknownLetter = (id: number) => new SkeinError('command.letter-unknown', `There is no dead letter ${id}. List them.`, { id });
