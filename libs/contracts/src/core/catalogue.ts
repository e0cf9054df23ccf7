import * as agentCommands from '../agent/agent.commands.ts';
import * as agentEvents from '../agent/agent.events.ts';
import * as threadCommands from '../memory/thread.commands.ts';
import * as threadEvents from '../memory/thread.events.ts';
import * as approvalCommands from '../workflow/approval.commands.ts';
import * as approvalEvents from '../workflow/approval.events.ts';
import * as lifecycleCommands from '../workflow/lifecycle.commands.ts';
import * as lifecycleEvents from '../workflow/lifecycle.events.ts';
import * as signalCommands from '../workflow/signal.commands.ts';
import * as signalEvents from '../workflow/signal.events.ts';
import * as stepCommands from '../workflow/step.commands.ts';
import * as stepEvents from '../workflow/step.events.ts';
import * as timerCommands from '../workflow/timer.commands.ts';
import * as usageCommands from '../workflow/usage.commands.ts';
import * as usageEvents from '../workflow/usage.events.ts';
import type { CommandDefinition, EventDefinition } from './definition.ts';

const isDefinition = (value: unknown): value is CommandDefinition & EventDefinition => typeof value === 'function' && 'wireType' in value;

const definitionsIn = (modules: object[]) => modules.flatMap((module) => Object.values(module)).filter(isDefinition);

const workflowCommands = [lifecycleCommands, stepCommands, approvalCommands, signalCommands, usageCommands, timerCommands];
const workflowEvents = [lifecycleEvents, stepEvents, approvalEvents, signalEvents, usageEvents];
const commandModules = [...workflowCommands, threadCommands, agentCommands];
const eventModules = [...workflowEvents, threadEvents, agentEvents];

/** Every command, by its type (`workflow.claim-step`). */
export const commandDefinitions: ReadonlyMap<string, CommandDefinition> = new Map(
  definitionsIn(commandModules).map((one) => [one.type, one]),
);
/** Every event, by its type (`workflow.step-claimed`). */
export const eventDefinitions: ReadonlyMap<string, EventDefinition> = new Map(definitionsIn(eventModules).map((one) => [one.type, one]));

/** Commands that only the system itself sends; at a door they are refused as unknown. */
export const internalCommands: ReadonlySet<string> = new Set([timerCommands.FireTimer.type]);

const byWireType = (definitions: Iterable<CommandDefinition | EventDefinition>) =>
  new Map([...definitions].map((one) => [one.wireType, one.type]));
const wire = new Map([...byWireType(commandDefinitions.values()), ...byWireType(eventDefinitions.values())]);

/** `dev.skein.workflow.step-claimed.v1` → `workflow.step-claimed`; `undefined` for what this program does not know. */
export const typeOfWireType = (wireType: string): string | undefined => wire.get(wireType);
