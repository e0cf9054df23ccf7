import { Body, Controller, Get, Param, Put, StreamableFile } from '@nestjs/common';
import { Sha256, SkeinError, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal } from '@skein/platform';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ArtifactsRepository } from './artifacts.repository.ts';

const StoredArtifact = z.object({ sha256: Sha256, bytes: z.int() }).meta({ id: 'StoredArtifact' });

/** What is too large for a payload, under the hash of its bytes. */
@Controller('v1/artifacts')
export class ArtifactsController {
  constructor(private readonly artifacts: ArtifactsRepository) {}

  @Put(':sha256')
  @Answers(StoredArtifact, { summary: 'Stores the body (application/octet-stream, at most 16 MiB) under its SHA-256' })
  async put(
    @Param('sha256', { schema: Sha256 }) sha256: string,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
  ): Promise<z.output<typeof StoredArtifact>> {
    if (!Buffer.isBuffer(body)) {
      throw new SkeinError('request.invalid', 'The body is not raw bytes. Send it as application/octet-stream.');
    }
    const actual = createHash('sha256').update(body).digest('hex');
    if (actual !== sha256) {
      const text = `The body has the SHA-256 ${actual}, and not ${sha256}. It was damaged on its way, or the address is wrong. Send it again.`;
      throw new SkeinError('artifact.hash-mismatch', text, { actual });
    }
    await this.artifacts.put(principal, sha256, body);
    return { sha256, bytes: body.length };
  }

  @Get(':sha256')
  async get(@Param('sha256', { schema: Sha256 }) sha256: string, @CurrentPrincipal() principal: Principal): Promise<StreamableFile> {
    const bytes = await this.artifacts.get(principal, sha256);
    if (!bytes) throw new SkeinError('artifact.unknown', `No artifact ${sha256} is stored. Store it by PUT first.`, { sha256 });
    return new StreamableFile(bytes, { type: 'application/octet-stream', length: bytes.length });
  }
}
