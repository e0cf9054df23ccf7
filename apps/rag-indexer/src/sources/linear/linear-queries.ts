// Page sizes keep each question below the 10,000 points of complexity that one may cost.
const pageInfo = 'pageInfo { hasNextPage endCursor }';
const common = 'id updatedAt createdAt archivedAt trashed url';

/** Lists inside of a thing, by the name of their field. */
const inner = {
  comments: 'id body createdAt archivedAt user { displayName }',
  labels: 'name',
  relations: 'type relatedIssue { identifier title }',
  projectMilestones: 'id name description targetDate',
} as const;
export type InnerList = keyof typeof inner;

const list = (field: InnerList) => `${field}(first: 25) { nodes { ${inner[field]} } ${pageInfo} }`;

// In the order of creation, so that what changes meanwhile does not move to a page that was read already.
const listing = (field: string, filter: string, nodes: string) =>
  `query ${field}($first: Int!, $after: String, $filter: ${filter}) {
    ${field}(first: $first, after: $after, filter: $filter, includeArchived: true, orderBy: createdAt) { nodes { ${nodes} } ${pageInfo} }
  }`;

/** All that the client ever asks. */
export const linearQueries = {
  issues: listing(
    'issues',
    'IssueFilter',
    `${common} identifier title description priority state { name } team { key } creator { displayName } assignee { displayName }
     project { name } ${list('comments')} ${list('labels')} ${list('relations')}`,
  ),
  projects: listing(
    'projects',
    'ProjectFilter',
    `${common} name description content targetDate status { name } ${list('projectMilestones')}`,
  ),
  documents: listing('documents', 'DocumentFilter', `${common} title content project { name }`),
  comments: listing('comments', 'CommentFilter', 'id updatedAt issue { id }'),
};

const more = (of: 'issue' | 'project', field: InnerList) =>
  `query ${of}_${field}($id: String!, $after: String) {
    ${of}(id: $id) { ${field}(first: 50, after: $after) { nodes { ${inner[field]} } ${pageInfo} } }
  }`;

/** The rest of a list that did not fit into one page. */
export const moreQueries: Readonly<Record<InnerList, { of: 'issue' | 'project'; query: string }>> = {
  comments: { of: 'issue', query: more('issue', 'comments') },
  labels: { of: 'issue', query: more('issue', 'labels') },
  relations: { of: 'issue', query: more('issue', 'relations') },
  projectMilestones: { of: 'project', query: more('project', 'projectMilestones') },
};
