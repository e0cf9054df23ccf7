import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { APP_NAME } from '../app/app-name.ts';
import { Public } from '../identity/public.decorator.ts';
import { Readiness, type ReadinessReport } from './readiness.ts';

@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    @Inject(APP_NAME) private readonly app: string,
  ) {}

  @Get('live')
  live() {
    return { status: 'live', app: this.app };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    if (report.status !== 'ready') reply.code(503).header('retry-after', '1');
    return report;
  }
}
