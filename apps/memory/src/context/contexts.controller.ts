import { Body, Controller, Param, Post } from '@nestjs/common';
import { ContextRequest, ContextView, MAX_TURNS_PER_THREAD, SkeinError, StreamId, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import type { z } from 'zod';
import { ThreadsRepository } from '../threads/threads.repository.ts';
import { budgetedContext } from './budgeted-context.ts';
import { tokenCounterOf } from './token-counter.ts';

@Controller('v1/threads')
export class ContextsController {
  constructor(private readonly threads: ThreadsRepository) {}

  @Post(':id/context')
  @Scopes('read')
  @Answers(ContextView, { summary: 'As much of the thread as fits into a budget of tokens' })
  async context(
    @Param('id', { schema: StreamId }) id: string,
    @Body({ schema: ContextRequest }) { tokens, model, query }: z.output<typeof ContextRequest>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<ContextView> {
    if (!(await this.threads.get(tenant, id))) throw new SkeinError('thread.unknown', `There is no thread ${id}.`, { id });
    const turns = await this.threads.turns(tenant, id, 1, MAX_TURNS_PER_THREAD);
    return budgetedContext(turns, { thread: id, budget: tokens, query, counter: tokenCounterOf(model) });
  }
}
