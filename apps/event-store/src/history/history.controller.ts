import { Controller, Get, Param, Query } from '@nestjs/common';
import { EventsQuery, pageOf, StoredEvent, StreamId, TimelineEntry, type Page, type Principal } from '@skein/contracts';
import { timelineText } from '@skein/domain';
import { Answers, CurrentPrincipal } from '@skein/platform';
import { z } from 'zod';
import { ReadQuery } from '../progress/read-query.ts';
import { StoreProgress } from '../progress/store-progress.ts';
import { HistoryRepository } from './history.repository.ts';
import { Snapshot, State, StateQuery } from './history.schemas.ts';
import { StatesRepository } from './states.repository.ts';

@Controller('v1/workflows/:id')
export class HistoryController {
  constructor(
    private readonly history: HistoryRepository,
    private readonly states: StatesRepository,
    private readonly progress: StoreProgress,
  ) {}

  @Get('events')
  @Answers(pageOf(StoredEvent), { summary: 'The events, oldest first' })
  async events(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: EventsQuery }) query: z.output<typeof EventsQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<StoredEvent>> {
    await this.progress.reach(query);
    return { items: (await this.history.events(principal, id, query)).events };
  }

  @Get('timeline')
  @Answers(pageOf(TimelineEntry), { summary: 'The events as lines for people, oldest first' })
  async timeline(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: EventsQuery }) query: z.output<typeof EventsQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<TimelineEntry>> {
    await this.progress.reach(query);
    const { row, events } = await this.history.events(principal, id, query);
    const start = row.started_at.getTime();
    const items = events.map(({ version, time, type, actor, data }) => {
      return { version, time, type, actor, text: timelineText({ type, data }), sinceStartMs: Date.parse(time) - start };
    });
    return { items };
  }

  @Get('state')
  @Answers(State, { summary: 'The folded state, now or at a version or time' })
  async state(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: StateQuery }) query: z.output<typeof StateQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    await this.progress.reach(query);
    return (await this.states.stateAt(principal, id, query)).state;
  }

  @Get('snapshots')
  @Answers(pageOf(Snapshot), { summary: 'Where states are stored, so that reading need not begin at the first event' })
  async snapshots(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: ReadQuery }) query: ReadQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<z.output<typeof Snapshot>>> {
    await this.progress.reach(query);
    return { items: await this.history.snapshots(principal, id) };
  }
}
