import type { SkeinClient } from '@skein/client';
import { closedStatuses, type WorkflowView } from '@skein/contracts';
import { randomUUID } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { AgentProcess } from './agent-process.ts';
import { readHistory } from './read-history.ts';
import { mustBeReadable } from './readable-folder.ts';
import { PUBLISH_GATE, surveyAgents, threadOf, type SurveyAgent } from './survey.capabilities.ts';

export interface SurveyOptions {
  client: SkeinClient;
  /** The folder to survey. */
  folder: string;
  /** Where the report is written. */
  report: string;
  env: NodeJS.ProcessEnv;
  /** Asks a person whether the report may be written; resolves to the reason for a no, or to nothing for a yes. */
  askPerson(question: string, signal: AbortSignal): Promise<{ no: string } | undefined>;
  /** Called once, as soon as the first step is claimed: the middle of the work. */
  inTheMiddle?(agents: ReadonlyMap<SurveyAgent, AgentProcess>): Promise<void>;
  say(line: string): void;
  signal: AbortSignal;
}

export interface Survey {
  workflow: WorkflowView;
  thread: string;
  report: string;
}

const ALL = Object.keys(surveyAgents) as SurveyAgent[];

/** Three agents survey a folder, and a person has the last word. Prints the timeline as it happens; resolves when the workflow is closed. */
export async function runSurvey(options: SurveyOptions): Promise<Survey> {
  const { client, say, report, env } = options;
  const folder = resolve(options.folder);
  await mustBeReadable(folder);
  const history = await readHistory(folder, options.signal, 1);
  if (history.kind === 'no-history') say(`${folder} has no history to read (${history.why}); the report will say so`);
  const workflow = `survey-${randomUUID()}`;
  await client.threads.start({ title: `Survey of ${basename(folder)}`, workflow }, { stream: threadOf(workflow), id: 'start' });
  await client.workflows.start(
    {
      title: `Survey of ${basename(folder)}`,
      goal: `Find out what ${basename(folder)} is, how it came about and what it is made of, and write it down.`,
      tags: ['survey'],
      steps: [
        { step: 'history', title: 'Read the history', capability: 'survey.history' },
        { step: 'files', title: 'Read the files', capability: 'survey.files' },
        { step: 'draft', title: 'Draft the report', capability: 'survey.draft', dependsOn: ['history', 'files'] },
      ],
    },
    { stream: workflow, id: 'start' },
  );
  say(`workflow ${workflow}`);
  const agents = new Map(ALL.map((agent) => [agent, new AgentProcess(agent, { workflow, folder, report, env }, say)]));
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  try {
    const watching = watchTimeline(options, workflow, agents, signal);
    const closed = client.workflows.waitFor(workflow, ({ status }) => closedStatuses.has(status), { signal: options.signal });
    const view = await Promise.race([closed, watching.then(() => closed)]);
    over.abort();
    await watching;
    return { workflow: view, thread: threadOf(workflow), report };
  } finally {
    over.abort();
    await Promise.all([...agents.values()].map((agent) => agent.stop()));
  }
}

/** Prints what happens, asks the person when the gate opens, and ends with the workflow. */
async function watchTimeline(
  { client, say, askPerson, inTheMiddle }: SurveyOptions,
  workflow: string,
  agents: ReadonlyMap<SurveyAgent, AgentProcess>,
  signal: AbortSignal,
): Promise<void> {
  const asked: Promise<void>[] = [];
  let next = 1;
  let middle = inTheMiddle;
  const print = async (): Promise<boolean> => {
    let closed = false;
    for await (const { version, type, sinceStartMs, text, actor } of client.workflows.timeline(workflow, { from: next })) {
      next = version + 1;
      say(`${(sinceStartMs / 1000).toFixed(1).padStart(6)} s  ${text}${actor === 'skein:timer' ? '' : `  (${actor})`}`);
      if (type === 'workflow.step-claimed' && middle) {
        const act = middle;
        middle = undefined;
        await act(agents);
      }
      if (type === 'workflow.approval-requested') asked.push(decide(client, workflow, askPerson, signal));
      closed ||= /^workflow\.(workflow-(completed|failed|cancelled|expired)|approval-(rejected|expired))$/.test(type);
    }
    return closed;
  };
  if (!(await print())) {
    for await (const _ of client.events({ stream: workflow, signal })) if (await print()) break;
    await print();
  }
  await Promise.all(asked);
}

async function decide(client: SkeinClient, workflow: string, askPerson: SurveyOptions['askPerson'], signal: AbortSignal): Promise<void> {
  const answer = await askPerson('May the report be written?', signal);
  if (signal.aborted) return; // somebody else has decided
  if (answer) await client.approvals.reject(workflow, PUBLISH_GATE, answer.no, { id: 'decide-publish' });
  else await client.approvals.approve(workflow, PUBLISH_GATE, undefined, { id: 'decide-publish' });
}
