import type { LinearClient } from './linear-client.ts';
import { LinearPage } from './linear-nodes.ts';
import { linearQueries, moreQueries, type InnerList } from './linear-queries.ts';

export const ISSUES_AT_ONCE = 25;

/** All pages of a list, to the end. */
export async function* pagesOf(
  client: LinearClient,
  field: keyof typeof linearQueries,
  filter: object | undefined,
  signal: AbortSignal,
): AsyncGenerator<unknown[]> {
  let after: string | null | undefined;
  do {
    const answer = await client.ask(linearQueries[field], { first: ISSUES_AT_ONCE, after, filter }, signal);
    const { nodes, pageInfo } = LinearPage.parse(answer[field]);
    yield nodes;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined;
  } while (after);
}

interface InnerPage {
  nodes: unknown[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** Brings the rest of the lists inside of a thing. */
export async function completed<T extends { id: string } & { [field in InnerList]?: InnerPage }>(
  client: LinearClient,
  thing: T,
  signal: AbortSignal,
): Promise<T> {
  for (const field of Object.keys(moreQueries) as InnerList[]) {
    const list = thing[field];
    const { of, query } = moreQueries[field];
    let after = list?.pageInfo.hasNextPage ? list.pageInfo.endCursor : undefined;
    while (list && after) {
      const answer = (await client.ask(query, { id: thing.id, after }, signal))[of] as Record<string, unknown>;
      const page = LinearPage.parse(answer[field]);
      list.nodes.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    }
  }
  return thing;
}
