import { z } from 'zod';
import { Capability, Instant, Json, StreamId, Tag } from '../core/primitives.ts';
import { PositionToken } from '../log/position.ts';
import { RegisterAgent } from '../agent/agent.commands.ts';
import { Paging, ReadAfter } from './paging.ts';

export const RegisterRequest = RegisterAgent.schema.extend({ id: StreamId }).meta({ id: 'RegisterRequest' });
export type RegisterRequest = z.input<typeof RegisterRequest>;

export const HeartbeatRequest = z
  .strictObject({
    registration: z.int().min(1),
    /** How much it is doing, as a part of what it can do. */
    load: z.number().min(0).max(1).default(0),
    draining: z.boolean().default(false),
    /** Of the registration, when it was made just now: the registry waits until it knows of it. */
    minPosition: PositionToken.optional(),
  })
  .meta({ id: 'HeartbeatRequest' });
export type HeartbeatRequest = z.input<typeof HeartbeatRequest>;

/** Silent for this long = offline. */
export const HEARTBEAT_GRACE_MS = 30_000;

/** Liveness (`state`) and load are kept apart: a busy agent is found. */
export const AgentView = z
  .object({
    id: StreamId,
    name: z.string(),
    description: z.string().optional(),
    capabilities: z.array(Capability),
    tags: z.array(Tag),
    endpoint: z.string().optional(),
    card: Json.optional(),
    registration: z.int(),
    state: z.enum(['starting', 'available', 'busy', 'draining', 'offline']),
    load: z.number(),
    registeredAt: Instant,
    heartbeatAt: Instant.optional(),
  })
  .meta({ id: 'AgentView' });
export type AgentView = z.infer<typeof AgentView>;

export const AgentsQuery = z.strictObject({
  ...Paging,
  ...ReadAfter,
  capability: Capability.optional(),
  tag: Tag.optional(),
  /** Part of name or description. */
  text: z.string().min(1).max(200).optional(),
  state: AgentView.shape.state.optional(),
});
export type AgentsQuery = z.input<typeof AgentsQuery>;
