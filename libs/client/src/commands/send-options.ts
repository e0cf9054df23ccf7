import type { Wait } from '@skein/contracts';

export interface SendOptions {
  /** The workflow, thread or agent that the command is for. Without it the command starts a stream whose id follows from the command's. */
  stream?: string | undefined;
  /** The same id never has two outcomes. Default: a new UUIDv7. Give your own to make a repetition across restarts harmless. */
  id?: string | undefined;
  /** The stream's version that the decision must be made on, else `workflow.version-conflict`; 0 = the stream must not exist. */
  expectedVersion?: number | undefined;
  /** How durable the answer must be. Default `stored`: reads see it. */
  wait?: Wait | undefined;
  /** For all attempts together, in ms. Default: the client's (30,000). */
  timeoutMs?: number | undefined;
  /** What led to this command: an event's or another command's id. */
  causationId?: string | undefined;
  /** What it all belongs to. Default: the stream. */
  correlationId?: string | undefined;
}
