import { Body, Controller, Post, Req } from '@nestjs/common';
import { PollRequest, PollResponse, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal, Lifecycle } from '@skein/platform';
import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { TaskDesk } from './task-desk.ts';

@Controller('v1/tasks')
export class TasksController {
  constructor(
    private readonly desk: TaskDesk,
    private readonly lifecycle: Lifecycle,
  ) {}

  @Post('poll')
  @Answers(PollResponse, { summary: 'Runnable steps, each offered to one poller at a time; waits for them' })
  async poll(
    @Body({ schema: PollRequest }) { waitMs, ...request }: z.output<typeof PollRequest>,
    @CurrentPrincipal() { tenant, subject }: Principal,
    @Req() { raw }: { raw: IncomingMessage },
  ): Promise<PollResponse> {
    const gone = new AbortController();
    const leave = () => gone.abort();
    raw.socket.once('close', leave);
    const signal = AbortSignal.any([gone.signal, this.lifecycle.stopping]);
    try {
      return { tasks: await this.desk.poll({ tenant, subject, ...request }, waitMs, signal) };
    } finally {
      raw.socket.off('close', leave);
    }
  }
}
