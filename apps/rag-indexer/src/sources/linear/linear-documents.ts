import type { Chunker } from '@skein/chunking';
import { createHash } from 'node:crypto';
import type { SourceDocument } from '../../indexing/source-document.ts';
import { labelPayload } from '../../points/label-payload.ts';
import { chunksOfProse } from '../text/chunks-of-prose.ts';
import type { LinearDocument, LinearIssue, LinearProject } from './linear-nodes.ts';

/** Changes with anything that was asked for: what hangs on a thing may change without its own `updatedAt`. */
export const versionOf = (thing: object): string => createHash('sha256').update(JSON.stringify(thing)).digest('hex');

const lines = (...all: (string | false | null | undefined)[]) => all.filter(Boolean).join('\n');

const base = (thing: LinearIssue | LinearProject | LinearDocument, title: string) => ({
  ...{ key: thing.id, version: versionOf(thing), title, url: thing.url, updatedAt: thing.updatedAt },
});

export async function issueDocument(issue: LinearIssue, chunker: Chunker): Promise<SourceDocument> {
  const { identifier, state, team, priority, creator, assignee, project, labels, relations, createdAt } = issue;
  const title = `${identifier} ${issue.title}`;
  const names = labels.nodes.map(({ name }) => name);
  const text = lines(
    `${title} (${state.name})`,
    project && `project: ${project.name}`,
    names.length > 0 && `labels: ${names.join(', ')}`,
    ...relations.nodes.map(({ type, relatedIssue }) => `${type}: ${relatedIssue.identifier} ${relatedIssue.title}`),
    issue.description && `\n${issue.description}`,
  );
  const chunks = await chunksOfProse(chunker, { key: 'issue', title, kind: 'issue', text });
  for (const { id, body, user, archivedAt } of issue.comments.nodes) {
    const by = user ? ` by ${user.displayName}` : '';
    if (!archivedAt)
      chunks.push(
        ...(await chunksOfProse(chunker, { key: `comment/${id}`, title: `${title}: comment${by}`, kind: 'comment', text: body })),
      );
  }
  const people = { ...(creator ? { author: creator.displayName } : {}), ...(assignee ? { assignee: assignee.displayName } : {}) };
  const filters = { team: team.key, state: state.name, priority, createdAt: Date.parse(createdAt), ...people, ...labelPayload(names) };
  return { ...base(issue, title), filters, metadata: { identifier, labels: names }, chunks };
}

export async function projectDocument(project: LinearProject, chunker: Chunker): Promise<SourceDocument> {
  const { name, description, content, status, targetDate, projectMilestones } = project;
  const text = lines(`${name} (${status.name})`, targetDate && `target: ${targetDate}`, description, content && `\n${content}`);
  const chunks = await chunksOfProse(chunker, { key: 'project', title: name, kind: 'project', text });
  for (const milestone of projectMilestones.nodes) {
    const said = lines(milestone.name, milestone.targetDate && `target: ${milestone.targetDate}`, milestone.description);
    chunks.push(
      ...(await chunksOfProse(chunker, {
        key: `milestone/${milestone.id}`,
        title: `${name}: ${milestone.name}`,
        kind: 'milestone',
        text: said,
      })),
    );
  }
  return { ...base(project, name), filters: { status: status.name, createdAt: Date.parse(project.createdAt) }, chunks };
}

export async function documentDocument(document: LinearDocument, chunker: Chunker): Promise<SourceDocument> {
  const { title, content, project } = document;
  const text = lines(title, project && `project: ${project.name}`, content && `\n${content}`);
  const chunks = await chunksOfProse(chunker, { key: 'document', title, kind: 'document', text });
  return { ...base(document, title), filters: { createdAt: Date.parse(document.createdAt) }, chunks };
}
