import { Controller, Delete, Param } from '@nestjs/common';
import { ScheduleRemoved, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import { z } from 'zod';
import { SchedulesRepository } from './schedules.repository.ts';

@Controller('v1')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesRepository) {}

  @Delete('index/schedules/:id')
  @Scopes('admin')
  @Answers(ScheduleRemoved, { summary: 'Ends a schedule; GET /v1/index tells which there are' })
  async remove(@Param('id', { schema: z.uuid() }) id: string, @CurrentPrincipal() { tenant }: Principal): Promise<ScheduleRemoved> {
    return { removed: await this.schedules.remove(tenant, id) };
  }
}
