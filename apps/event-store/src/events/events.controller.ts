import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { categories, Category, keyOf, partitionOf, StreamId, type Principal } from '@skein/contracts';
import { CurrentPrincipal, Lifecycle } from '@skein/platform';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { EventStoreConfig } from '../app.config.ts';
import { StoreProgress } from '../progress/store-progress.ts';
import { LiveEventsRepository } from './live-events.repository.ts';
import { liveStream } from './live-stream.ts';
import { PositionVector } from './position-vector.ts';

const EventStreamQuery = z.strictObject({
  category: Category.optional(),
  /** Only events of this workflow, thread or agent. */
  stream: StreamId.optional(),
  /** As the header Last-Event-ID, for callers that cannot set one. */
  after: z.string().max(20_000).optional(),
});

interface Reply {
  raw: ServerResponse;
  hijack(): void;
}

@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly events: LiveEventsRepository,
    private readonly progress: StoreProgress,
    private readonly config: EventStoreConfig,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** Server-sent events. Each id is a place in all partitions that are followed; `Last-Event-ID` goes on behind it, without a gap. */
  @Get('stream')
  async stream(
    @Query({ schema: EventStreamQuery }) { category, stream, after }: z.output<typeof EventStreamQuery>,
    @Headers('last-event-id') lastEventId: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: Reply,
  ): Promise<void> {
    const places = this.#places(principal, category ? [category] : categories, stream);
    const from = lastEventId ?? after;
    const position = from === undefined ? new PositionVector() : PositionVector.parse(from);
    if (from === undefined)
      for (const place of places) position.set(place.category, place.partition, this.progress.seqOf(place.category, place.partition));

    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, this.lifecycle.stopping]);
    reply.hijack();
    const { raw } = reply;
    raw.once('close', () => gone.abort());
    raw.on('error', () => gone.abort()); // the caller is gone; there is nobody to tell
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' });
    // A place to come back to, also when the connection breaks before the first event.
    raw.write(`id: ${position.toString()}\n\n`);
    for await (const text of liveStream(this.events, this.progress, { principal, places, stream, position, signal })) {
      // A slow reader holds up nobody but itself.
      if (!raw.write(text)) await once(raw, 'drain', { signal }).catch(() => undefined); // aborted: the loop ends
    }
    raw.end();
  }

  #places(principal: Principal, of: readonly Category[], stream: string | undefined) {
    const partitions = stream
      ? [partitionOf(keyOf(principal.tenant, stream), this.config.PARTITIONS)]
      : Array.from({ length: this.config.PARTITIONS }, (_, partition) => partition);
    return of.flatMap((category) => partitions.map((partition) => ({ category, partition })));
  }
}
