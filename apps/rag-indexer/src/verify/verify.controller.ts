import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { IndexVerification, SkeinError, VerificationStarted, VerifyIndex, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import { z } from 'zod';
import { VerificationsRepository } from './verifications.repository.ts';
import { Verifying } from './verifying.ts';

@Controller('v1')
export class VerifyController {
  constructor(
    private readonly verifying: Verifying,
    private readonly kept: VerificationsRepository,
  ) {}

  @Post('index/verify')
  @Scopes('admin')
  @Answers(VerificationStarted, { status: 202, summary: 'Starts to compare what is indexed with a clean rebuild' })
  async start(
    @Body({ schema: VerifyIndex }) { source }: z.output<typeof VerifyIndex>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<VerificationStarted> {
    return { id: await this.verifying.start(tenant, source) };
  }

  @Get('index/verify/:id')
  @Answers(IndexVerification, { summary: 'How far a verification is, and what it has found' })
  async show(@Param('id', { schema: z.uuid() }) id: string, @CurrentPrincipal() { tenant }: Principal): Promise<IndexVerification> {
    const found = await this.kept.find(tenant, id);
    if (found) return found;
    throw new SkeinError('index.verification-unknown', 'There is no such verification; the newest twenty are kept. Start another one.');
  }
}
