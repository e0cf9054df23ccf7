import { command } from '../core/definition.ts';
import { Json, SignalName } from '../core/primitives.ts';

/** Tells a workflow of something that happened outside. It is recorded, and counted by name. */
export const Signal = command('workflow.signal', { name: SignalName, payload: Json.optional() });
