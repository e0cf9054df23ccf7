import { z } from 'zod';
import { event, type EventOf } from '../core/definition.ts';
import { Capability, Json, Subject, Tag } from '../core/primitives.ts';
import { Line, Prose } from '../core/text.ts';

/** `registration` is the fencing number: what is said under an older one is refused. */
export const AgentRegistered = event(
  'agent.agent-registered',
  1,
  {
    registration: z.int().min(1),
    by: Subject,
    name: Line,
    description: Prose.optional(),
    capabilities: z.array(Capability),
    tags: z.array(Tag),
    endpoint: z.url().max(500).optional(),
    card: Json.optional(),
  },
  ['registration'],
);
export const AgentDeregistered = event('agent.agent-deregistered', 1, { registration: z.int().min(1), reason: Line.optional() });

export type AgentEvent = EventOf<typeof AgentRegistered | typeof AgentDeregistered>;
