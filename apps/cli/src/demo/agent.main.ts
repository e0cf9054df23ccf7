import { FinalError, SkeinClient, done, type Task } from '@skein/client';
import { basename } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { readFiles, type Files } from './read-files.ts';
import { readHistory, type History, type NoHistory } from './read-history.ts';
import { agentIdOf, isSurveyAgent, PUBLISH_GATE, surveyAgents, threadOf, type SurveyAgent } from './survey.capabilities.ts';
import { surveyReport } from './survey-report.ts';

/** One agent of the survey, as a process of its own: `agent.main.js <agent> <workflow> <folder> <report>`. */
const [role = '', workflow = '', folder = '', report = ''] = process.argv.slice(2);
if (!isSurveyAgent(role) || !workflow || !folder || !report) {
  process.stderr.write('usage: agent.main.js historian|librarian|writer <workflow> <folder> <report>\n');
  process.exit(2);
}
const client = SkeinClient.local(undefined, { timeoutMs: 60_000 });
const id = agentIdOf(workflow, role);
const capabilities: readonly string[] = surveyAgents[role];

/** Says on the thread what was done, for the others and for later. The command's id makes a second attempt say it once. */
async function tell(task: Task, content: string): Promise<void> {
  await client.threads.append(threadOf(workflow), { role: 'assistant', agent: role, content }, { id: `tell-${task.step}` });
}

async function outputOf<T>(step: string): Promise<T> {
  for await (const event of client.workflows.events(workflow, { type: 'workflow.step-completed' })) {
    const data = event.data as { step: string; output: T };
    if (data.step === step) return data.output;
  }
  throw new FinalError(`step ${step} is not completed`);
}

const work: Record<(typeof surveyAgents)[SurveyAgent][number], (task: Task, signal: AbortSignal) => Promise<unknown>> = {
  async 'survey.history'(task, signal) {
    const history = await readHistory(folder, signal);
    await tell(
      task,
      history.kind === 'history' ? `I have read ${history.commits} commits.` : `There is no history to read: ${history.why}.`,
    );
    return history;
  },
  async 'survey.files'(task, signal) {
    const files = await readFiles(folder, signal);
    await tell(task, `I have read ${files.files} files with ${files.lines} lines.`);
    return files;
  },
  async 'survey.draft'(task) {
    const [history, files] = await Promise.all([outputOf<History | NoHistory>('history'), outputOf<Files>('files')]);
    const sha256 = await client.artifacts.put(surveyReport(basename(folder), history, files));
    await tell(task, `The draft is artifact ${sha256}.`);
    const detail = `The draft is artifact ${sha256}; it will be written to ${report}.`;
    const gate = {
      gate: PUBLISH_GATE,
      title: `Write the survey of ${basename(folder)}`,
      detail,
      risk: 'low',
      roles: ['approver'],
    } as const;
    await client.approvals.request(workflow, { ...gate, roles: [...gate.roles] }, { id: 'request-publish' });
    return done({ sha256 }, { next: [{ step: 'publish', title: 'Write the report', capability: 'survey.publish' }] });
  },
  async 'survey.publish'(task) {
    const { sha256 } = await outputOf<{ sha256: string }>('draft');
    const text = await client.artifacts.get(sha256);
    await writeFile(report, text);
    await tell(task, `The report is written: ${report}.`);
    return { report, sha256, bytes: text.byteLength };
  },
};

const { registration } = await client.agents.register({
  id,
  name: role,
  description: `The ${role} of a survey`,
  capabilities: [...capabilities],
  tags: ['survey'],
});
const worker = client.work(
  { capabilities: [...capabilities], workflow, agent: role, leaseMs: 5_000 },
  (task: Task, { signal }: { signal: AbortSignal }) => work[task.capability as keyof typeof work](task, signal),
);
const beat = () =>
  client.agents
    .heartbeat(id, { registration, load: worker.busy ? 1 : 0 })
    .catch((error: unknown) => process.stderr.write(`${role}: heartbeat: ${String(error)}\n`));
await beat();
const beating = setInterval(() => void beat(), 10_000);

async function stop(): Promise<void> {
  clearInterval(beating);
  await worker.stop();
  await client.agents.deregister(id, { registration, reason: 'the survey is done' });
  process.exit(0);
}
process.once('SIGTERM', () => void stop());
// The end of standard input is the end of the parent, however it ended.
process.stdin.once('end', () => void stop()).resume();
