import type { AgentEvent, ApprovalEvent, Fact, LifecycleEvent, SignalEvent, StepEvent, ThreadEvent, UsageEvent } from '@skein/contracts';

type KnownEvent = LifecycleEvent | StepEvent | ApprovalEvent | SignalEvent | UsageEvent | ThreadEvent | AgentEvent;
type Lines = { readonly [T in KnownEvent['type']]: (data: Extract<KnownEvent, { type: T }>['data']) => string };

const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

function usageText({ inputTokens, outputTokens, costMicroUsd, model }: UsageEvent['data']['usage']): string {
  const parts = [
    inputTokens === undefined ? [] : `${inputTokens} tokens in`,
    outputTokens === undefined ? [] : `${outputTokens} tokens out`,
    costMicroUsd === undefined ? [] : `$${(costMicroUsd / 1_000_000).toFixed(6)}`,
  ].flat();
  return `${parts.join(', ')}${model === undefined ? '' : ` (${model})`}`;
}

const lines: Lines = {
  'workflow.workflow-started': ({ title }) => `Workflow started: ${title}`,
  'workflow.workflow-completed': () => 'Workflow completed',
  'workflow.workflow-failed': ({ step, message }) => `Workflow failed at step ${step}: ${message}`,
  'workflow.workflow-reopened': ({ from, reason }) => `Workflow taken up again from step ${from}${because(reason)}`,
  'workflow.workflow-paused': ({ reason }) => `Workflow paused${because(reason)}`,
  'workflow.workflow-resumed': ({ reason }) => `Workflow resumed${because(reason)}`,
  'workflow.workflow-cancelled': ({ reason }) => `Workflow cancelled${because(reason)}`,
  'workflow.workflow-expired': ({ idleMs }) => `Workflow expired after ${count(Math.round(idleMs / 60_000), 'idle minute')}`,
  'workflow.annotated': ({ text }) => `Note: ${text}`,
  'workflow.step-scheduled': ({ step, capability, dependsOn }) =>
    `Step ${step} scheduled for ${capability}${dependsOn.length > 0 ? `, after ${dependsOn.join(', ')}` : ''}`,
  'workflow.step-rescheduled': ({ step }) => `Step ${step} runs again`,
  'workflow.step-claimed': ({ step, by, worker, attempt }) =>
    `Step ${step} claimed by ${by}${worker === undefined ? '' : ` (${worker})`}${attempt > 1 ? `, attempt ${attempt}` : ''}`,
  'workflow.step-lease-extended': ({ step, leaseUntil }) => `Step ${step} held until ${leaseUntil}`,
  'workflow.step-completed': ({ step, by }) => `Step ${step} completed by ${by}`,
  'workflow.step-failed': ({ step, by, attempt, error }) => `Step ${step} failed for ${by} (attempt ${attempt}): ${error.message}`,
  'workflow.step-timed-out': ({ step, by, limit }) =>
    limit === 'lease' ? `Step ${step} taken from ${by}: the lease ended` : `Step ${step} taken from ${by}: it took too long`,
  'workflow.step-retry-scheduled': ({ step, attempt, at }) => `Step ${step} will be tried again at ${at} (attempt ${attempt})`,
  'workflow.step-retry-due': ({ step, attempt }) => `Step ${step} is ready for attempt ${attempt}`,
  'workflow.approval-requested': ({ gate, title, risk, roles, quorum }) =>
    `Approval ${gate} asked of ${quorum === 1 ? 'one person' : `${quorum} people`} (${roles.join(' or ')}), ${risk} risk: ${title}`,
  'workflow.approval-given': ({ gate, by, justification }) => `Approval ${gate} given by ${by}${because(justification)}`,
  'workflow.approval-granted': ({ gate }) => `Approval ${gate} granted`,
  'workflow.approval-escalated': ({ gate, roles, by, reason }) =>
    `Approval ${gate} handed to ${roles.join(' or ')}${by === undefined ? ': nobody had decided by then' : ` by ${by}${because(reason)}`}`,
  'workflow.approval-rejected': ({ gate, by, reason }) => `Approval ${gate} rejected by ${by}: ${reason}`,
  'workflow.approval-expired': ({ gate }) => `Approval ${gate} expired: nobody decided in time`,
  'workflow.signal-received': ({ name, by }) => `Signal ${name} received from ${by}`,
  'workflow.usage-recorded': ({ usage, agent, step }) =>
    `${usageText(usage)} used by ${agent}${step === undefined ? '' : ` for step ${step}`}`,
  'memory.thread-started': ({ title }) => `Thread started: ${title}`,
  'memory.turns-appended': ({ first, turns }) =>
    turns.length === 1 ? `Turn ${first} added` : `Turns ${first} to ${first + turns.length - 1} added`,
  'agent.agent-registered': ({ name, capabilities, registration }) =>
    `Agent ${name} registered (${registration}) for ${capabilities.join(', ') || 'no capability'}`,
  'agent.agent-deregistered': ({ reason }) => `Agent deregistered${because(reason)}`,
};

const isKnown = (type: string): type is KnownEvent['type'] => Object.hasOwn(lines, type);

/** Longest line, in UTF-16 units. */
const LONGEST = 300;

/** One line of at most 300 characters for people about an event; a type that this program does not know is named as it is. */
export function timelineText({ type, data }: Fact): string {
  if (!isKnown(type)) return type;
  const line = (lines[type] as (data: unknown) => string)(data).replace(/\s+/g, ' ');
  if (line.length <= LONGEST) return line;
  return `${line.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
