import type { Usage, WorkflowStatus } from '@skein/contracts';

/** What is known of one workflow, for search: its goal, its steps and what became of them. Plain data. */
export interface TaskDocument {
  title: string;
  goal?: string;
  tags: string[];
  status: WorkflowStatus;
  steps: Record<string, TaskStep>;
  notes: string[];
  /** When the last note came. */
  notedAt?: string;
  inputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
  updatedAt: string;
}

export interface TaskStep {
  title?: string;
  capability: string;
  status: 'open' | 'completed';
  by?: string;
  outcome?: string;
  /** What went wrong in attempts before, oldest first; a completed step with errors is one that was fixed. */
  errors: string[];
  /** When something of it was last told. */
  updatedAt?: string;
}

const OUTCOME_CHARS = 2_000;
const MAX_ERRORS = 10;
const MAX_NOTES = 50;
const MAX_STEPS = 200;

export const emptyDocument = (): TaskDocument => ({
  title: '',
  tags: [],
  status: 'running',
  steps: {},
  notes: [],
  inputTokens: 0,
  outputTokens: 0,
  costMicroUsd: 0,
  updatedAt: '',
});

/** An output as text for search: strings as they are, other values as their JSON; the start of it when it is long. */
export function outcomeText(output: unknown): string | undefined {
  if (output === undefined) return undefined;
  return (typeof output === 'string' ? output : JSON.stringify(output)).slice(0, OUTCOME_CHARS).toWellFormed();
}

export function addUsage(document: TaskDocument, usage: Usage | undefined): void {
  document.inputTokens += usage?.inputTokens ?? 0;
  document.outputTokens += usage?.outputTokens ?? 0;
  document.costMicroUsd += usage?.costMicroUsd ?? 0;
}

export function addStep(document: TaskDocument, id: string, step: Omit<TaskStep, 'status' | 'errors'>): void {
  if (Object.keys(document.steps).length < MAX_STEPS) document.steps[id] = { ...step, status: 'open', errors: [] };
}

export function addError(document: TaskDocument, id: string, error: string): void {
  const step = document.steps[id];
  if (step) step.errors = [...step.errors, error.slice(0, OUTCOME_CHARS)].slice(-MAX_ERRORS);
}

export function addNote(document: TaskDocument, note: string): void {
  document.notes = [...document.notes, note.slice(0, OUTCOME_CHARS)].slice(-MAX_NOTES);
}
