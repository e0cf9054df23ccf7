import { z } from 'zod';

const page = <T extends z.ZodType>(node: T) =>
  z.object({ nodes: z.array(node), pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }) });

const Named = z.object({ name: z.string() });
const Person = z.object({ displayName: z.string() }).nullish();
const Milestone = z.object({ id: z.string(), name: z.string(), description: z.string().nullish(), targetDate: z.string().nullish() });
const Comment = z.object({ id: z.string(), body: z.string(), createdAt: z.string(), archivedAt: z.string().nullish(), user: Person });
const Relation = z.object({ type: z.string(), relatedIssue: z.object({ identifier: z.string(), title: z.string() }) });

/** What every kind of thing has. */
const common = {
  id: z.string(),
  updatedAt: z.string(),
  createdAt: z.string(),
  archivedAt: z.string().nullish(),
  trashed: z.boolean().nullish(),
  url: z.string(),
};

/** What the queries of linear-queries.ts ask for. */
export const LinearIssue = z.object({
  ...common,
  identifier: z.string(),
  title: z.string(),
  description: z.string().nullish(),
  priority: z.number(),
  state: Named,
  team: z.object({ key: z.string() }),
  creator: Person,
  assignee: Person,
  project: Named.nullish(),
  comments: page(Comment),
  labels: page(Named),
  relations: page(Relation),
});
export type LinearIssue = z.infer<typeof LinearIssue>;

export const LinearProject = z.object({
  ...common,
  name: z.string(),
  description: z.string(),
  content: z.string().nullish(),
  targetDate: z.string().nullish(),
  status: Named,
  projectMilestones: page(Milestone),
});
export type LinearProject = z.infer<typeof LinearProject>;

export const LinearDocument = z.object({ ...common, title: z.string(), content: z.string().nullish(), project: Named.nullish() });
export type LinearDocument = z.infer<typeof LinearDocument>;

/** A page of anything, as it is checked before its nodes are. */
export const LinearPage = page(z.unknown());
