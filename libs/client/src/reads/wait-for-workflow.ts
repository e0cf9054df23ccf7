import { closedStatuses, SkeinError, type WorkflowView } from '@skein/contracts';
import { liveEvents } from '../events/event-stream.ts';
import type { HttpDoor } from '../http/http-door.ts';
import { Wakening } from '../http/wakening.ts';

export interface WaitForOptions {
  /** In ms. Default 10 minutes. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

// Against an event that was lost between two connections; everything else is told by the stream.
const LOOK_AGAIN_MS = 15_000;

const isClosed = ({ status }: WorkflowView): boolean => closedStatuses.has(status);

/** Reads a workflow again whenever the event stream says that it has moved on, until `until` is true of it. */
export async function waitForWorkflow(
  door: HttpDoor,
  read: (signal: AbortSignal) => Promise<WorkflowView>,
  workflow: string,
  until: (view: WorkflowView) => boolean = isClosed,
  { timeoutMs = 600_000, signal }: WaitForOptions = {},
): Promise<WorkflowView> {
  const late = AbortSignal.timeout(timeoutMs);
  const done = new AbortController();
  const stop = AbortSignal.any([late, done.signal, ...(signal ? [signal] : [])]);
  const moved = new Wakening();
  try {
    return await Promise.race([readUntil(read, until, moved, stop), listen(door, workflow, moved, stop)]);
  } catch (error) {
    if (!late.aborted || signal?.aborted) throw error;
    const message = `The workflow ${workflow} did not come to what was waited for within ${timeoutMs} ms. Wait again, or look at its timeline.`;
    throw new SkeinError('service.unavailable', message, { workflow, timeoutMs });
  } finally {
    done.abort();
  }
}

async function readUntil(
  read: (signal: AbortSignal) => Promise<WorkflowView>,
  until: (view: WorkflowView) => boolean,
  moved: Wakening,
  stop: AbortSignal,
): Promise<WorkflowView> {
  for (;;) {
    const view = await read(stop);
    if (until(view)) return view;
    await moved.wait(LOOK_AGAIN_MS, stop);
    stop.throwIfAborted();
  }
}

/** Ends only by an error: that of the stream, or the signal's. */
async function listen(door: HttpDoor, workflow: string, moved: Wakening, stop: AbortSignal): Promise<never> {
  const wake = () => moved.wake();
  for await (const { event } of liveEvents(door, { stream: workflow, signal: stop }, wake)) if (event.stream === workflow) wake();
  throw stop.reason;
}
