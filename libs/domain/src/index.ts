export { deciderOf } from './decider-of.ts';
export { agentDecider } from './agent/agent.decider.ts';
export type { AgentState } from './agent/agent.state.ts';
export { threadDecider } from './memory/thread.decider.ts';
export type { ThreadState } from './memory/thread.state.ts';
export { workflowDecider } from './workflow/workflow.decider.ts';
export type { WorkflowState } from './workflow/workflow.state.ts';
export { MAX_OPEN_GATES } from './workflow/approval/approval.decider.ts';
export { MAX_OPEN_STEPS } from './workflow/step/step.schedule.ts';
