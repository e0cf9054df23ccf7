import { z } from 'zod';
import { command } from '../core/definition.ts';
import { Capability, Json, Tag } from '../core/primitives.ts';
import { Line, Prose } from '../core/text.ts';

/** What an agent says of itself. Registering again replaces it under a new registration number. */
export const RegisterAgent = command('agent.register-agent', {
  name: Line,
  description: Prose.optional(),
  capabilities: z.array(Capability).max(100).default([]),
  tags: z.array(Tag).max(20).default([]),
  endpoint: z.url().max(500).optional(),
  /** An A2A agent card or another description, stored untouched. */
  card: Json.optional(),
});
export const DeregisterAgent = command('agent.deregister-agent', { registration: z.int().min(1).optional(), reason: Line.optional() });
