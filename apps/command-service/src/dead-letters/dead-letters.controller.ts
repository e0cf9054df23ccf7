import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { DeadLetterDetail, DeadLetterRetry, DeadLettersQuery, DeadLetterView, pageOf, type Page, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import { decodeCursor, pageOfRows } from '@skein/service';
import { z } from 'zod';
import { DeadLetterRetries, unknownLetter } from './dead-letter-retries.ts';
import { DeadLettersRepository } from './dead-letters.repository.ts';

const LetterId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** For operators: what cannot be read belongs to no tenant. */
@Controller('v1/dead-letters')
@Scopes('admin')
export class DeadLettersController {
  constructor(
    private readonly letters: DeadLettersRepository,
    private readonly retries: DeadLetterRetries,
  ) {}

  @Get()
  @Answers(pageOf(DeadLetterView), { summary: 'Commands that were set aside, newest first' })
  async list(
    @Query({ schema: DeadLettersQuery }) { limit, cursor, open }: z.output<typeof DeadLettersQuery>,
  ): Promise<Page<DeadLetterView>> {
    const before = decodeCursor(cursor, (value): value is number => typeof value === 'number');
    const rows = await this.letters.list({ before, limit: limit + 1, open });
    return pageOfRows(
      rows.map(({ value: _, ...view }) => view),
      limit,
      ({ id }) => id,
    );
  }

  @Get(':id')
  @Answers(DeadLetterDetail, { summary: 'A dead letter with the command as it came' })
  async show(@Param('id', { schema: LetterId }) id: number): Promise<DeadLetterDetail> {
    const letter = await this.letters.find(id);
    if (!letter) throw unknownLetter(id);
    return letter;
  }

  @Post(':id/retry')
  @Answers(DeadLetterRetry, { summary: 'Sends the command of a dead letter again' })
  retry(@Param('id', { schema: LetterId }) id: number, @CurrentPrincipal() principal: Principal): Promise<DeadLetterRetry> {
    return this.retries.retry(id, principal);
  }
}
