import { SkeinError } from '@skein/contracts';
import { z } from 'zod';

const Person = z.object({ login: z.string() }).nullish();
const Labels = z.array(z.union([z.string(), z.object({ name: z.string() })])).default([]);
const Comments = z.array(z.object({ body: z.string().nullish(), author: Person, user: Person })).catch([]);

/** An issue as `gh issue list --json …` or GitHub's REST interface tells it; what both name otherwise is read in both ways. */
const Exported = z
  .object({
    number: z.int(),
    title: z.string(),
    body: z.string().nullish(),
    state: z.string().default('open'),
    labels: Labels,
    comments: Comments,
    author: Person,
    user: Person,
    url: z.string().optional(),
    html_url: z.string().optional(),
    updatedAt: z.string().optional(),
    updated_at: z.string().optional(),
    createdAt: z.string().optional(),
    created_at: z.string().optional(),
    pull_request: z.unknown().optional(),
  })
  .transform(({ html_url, updated_at, created_at, user, pull_request, labels, ...issue }) => ({
    ...issue,
    state: issue.state.toLowerCase(),
    url: html_url ?? issue.url,
    author: (issue.author ?? user)?.login,
    updatedAt: issue.updatedAt ?? updated_at,
    createdAt: issue.createdAt ?? created_at,
    labels: labels.map((label) => (typeof label === 'string' ? label : label.name)),
    isPullRequest: pull_request !== undefined && pull_request !== null,
  }));
export type ExportedIssue = z.infer<typeof Exported>;

export interface IssueExport {
  issues: ExportedIssue[];
  /** Keys of what is in it and cannot be read as an issue. */
  strange: string[];
}

/** The issues of an export. Pull requests, which the REST interface lists among them, are left out. Where nothing is an issue, it is no export. */
export function issuesOf(text: string): IssueExport {
  const listed = z.array(z.unknown()).safeParse(parsed(text));
  if (!listed.success) throw noExport(listed.error);
  const read = listed.data.map((item) => Exported.safeParse(item));
  const issues = read.flatMap(({ data }) => data ?? []);
  const [first] = read;
  if (issues.length === 0 && first?.error) throw noExport(first.error, '0');
  return {
    issues: issues.filter(({ isPullRequest }) => !isPullRequest),
    strange: listed.data.flatMap((item, index) => (read[index]!.success ? [] : [keyOf(item, index)])),
  };
}

/** By its number, as an issue; else by its place. */
function keyOf(item: unknown, index: number): string {
  const numbered = z.object({ number: z.int() }).safeParse(item);
  return numbered.success ? String(numbered.data.number) : `item ${index + 1} of the export`;
}

function noExport(error: z.ZodError, at?: string): SkeinError {
  const [first] = error.issues;
  const path = [...(at === undefined ? [] : [at]), ...first!.path].join('.') || 'the whole';
  return new SkeinError('index.source-unusable', `The file is no export of GitHub issues: ${path}: ${first!.message}.`, { path });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says quotes the file, and the error of a run is shown to many.
    throw new SkeinError('index.source-unusable', 'The file is no JSON.');
  }
}
