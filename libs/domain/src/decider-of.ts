import type { Category, StreamDecider } from '@skein/contracts';
import { agentDecider } from './agent/agent.decider.ts';
import { threadDecider } from './memory/thread.decider.ts';
import { workflowDecider } from './workflow/workflow.decider.ts';

const deciders: Readonly<Record<Category, StreamDecider>> = { workflow: workflowDecider, memory: threadDecider, agent: agentDecider };

/** The behaviour of a category's streams, with the state left opaque; the typed deciders are exported beside it. */
export const deciderOf = (category: Category): StreamDecider => deciders[category];
