import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { StreamId, type Principal, type StoredEvent } from '@skein/contracts';
import { Answers, CurrentPrincipal } from '@skein/platform';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { ReadQuery } from '../progress/read-query.ts';
import { StoreProgress } from '../progress/store-progress.ts';
import { CausesRepository } from './causes.repository.ts';
import { exportLines, mediaTypes } from './export-lines.ts';
import { HistoryRepository } from './history.repository.ts';
import { CausalChain, Diff, DiffQuery, ExportQuery, Verification } from './history.schemas.ts';
import { stateChanges } from './state-changes.ts';
import { StatesRepository } from './states.repository.ts';
import { VerifyRepository } from './verify.repository.ts';

const EXPORT_PAGE = 500;

@Controller('v1/workflows/:id')
export class InquiryController {
  constructor(
    private readonly history: HistoryRepository,
    private readonly states: StatesRepository,
    private readonly causes: CausesRepository,
    private readonly verification: VerifyRepository,
    private readonly progress: StoreProgress,
  ) {}

  @Get('diff')
  @Answers(Diff, { summary: 'What differs between two versions, also against another workflow' })
  async diff(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: DiffQuery }) { from, to, with: other, ...query }: z.output<typeof DiffQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<z.output<typeof Diff>> {
    await this.progress.reach(query);
    const before = await this.states.stateAt(principal, id, { version: from });
    const after = await this.states.stateAt(principal, other ?? id, { version: to });
    return { changes: stateChanges(before.state, after.state) };
  }

  @Get('why/:eventId')
  @Answers(CausalChain, { summary: 'What led to an event, back to the start' })
  async why(
    @Param('id', { schema: StreamId }) id: string,
    @Param('eventId', { schema: z.uuid() }) eventId: string,
    @Query({ schema: ReadQuery }) query: ReadQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<z.output<typeof CausalChain>> {
    await this.progress.reach(query);
    return { chain: await this.causes.why(principal, id, eventId) };
  }

  @Get('export')
  async export(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: ExportQuery }) { format, ...query }: z.output<typeof ExportQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<StreamableFile> {
    await this.progress.reach(query);
    const first = await this.#page(principal, id, 1); // an unknown workflow is a problem document, and no file
    const lines = exportLines[format](this.#pages(principal, id, first));
    return new StreamableFile(Readable.from(lines, { objectMode: false }), {
      type: mediaTypes[format],
      disposition: `attachment; filename="${id.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.${format}"`,
    });
  }

  @Get('verify')
  @Answers(Verification, { summary: 'Checks the stored history: versions, hashes, links, snapshots' })
  async verify(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: ReadQuery }) query: ReadQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<z.output<typeof Verification>> {
    await this.progress.reach(query);
    await this.history.withWorkflow(principal, id, () => Promise.resolve());
    const { events, snapshots, faults } = await this.verification.verify(principal, id);
    return { workflow: id, ok: faults.length === 0, events, snapshots, faults };
  }

  async *#pages(principal: Principal, id: string, first: readonly StoredEvent[]): AsyncGenerator<readonly StoredEvent[]> {
    for (let page = first; page.length > 0; page = await this.#page(principal, id, page.at(-1)!.version + 1)) {
      yield page;
      if (page.length < EXPORT_PAGE) return;
    }
  }

  async #page(principal: Principal, id: string, from: number): Promise<readonly StoredEvent[]> {
    return (await this.history.events(principal, id, { from, limit: EXPORT_PAGE })).events;
  }
}
