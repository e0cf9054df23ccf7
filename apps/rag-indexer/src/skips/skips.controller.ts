import { Controller, Get, Query } from '@nestjs/common';
import { pageOf, SkippedDocument, SkippedQuery, type Page, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import { decodeCursor, pageOfRows } from '@skein/service';
import type { z } from 'zod';
import { SkipsRepository, type SkipPlace } from './skips.repository.ts';

const isPlace = (value: unknown): value is SkipPlace =>
  Array.isArray(value) && value.length === 3 && value.every((part) => typeof part === 'string' && !part.includes('\0'));

@Controller('v1')
export class SkipsController {
  constructor(private readonly skips: SkipsRepository) {}

  @Get('index/skipped')
  @Scopes('read')
  @Answers(pageOf(SkippedDocument), { summary: 'Documents of sources that are not indexed, each with its reason' })
  async list(
    @Query({ schema: SkippedQuery }) { cursor, limit, ...wanted }: z.output<typeof SkippedQuery>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<Page<SkippedDocument>> {
    const rows = await this.skips.list(tenant, { ...wanted, limit: limit + 1 }, decodeCursor(cursor, isPlace));
    return pageOfRows(rows, limit, ({ collection, source, document }): SkipPlace => [collection, source, document]);
  }
}
