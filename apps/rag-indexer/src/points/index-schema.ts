import { countingChannels, lexicalChannels } from '@skein/retrieval';
import type { IndexSchema } from '@skein/vector-index';

/** What can be filtered by in every collection; see docs/retrieval.md. Numbers are milliseconds since 1970 where they are times. */
export const indexSchema: IndexSchema = {
  channels: lexicalChannels,
  counting: countingChannels,
  keys: {
    ...{ path: 'path', source: 'keyword', document: 'keyword', lang: 'keyword', kind: 'keyword', symbol: 'keyword' },
    ...{ repo: 'keyword', state: 'keyword', status: 'keyword', team: 'keyword', author: 'keyword' },
    ...{ assignee: 'keyword', label: 'keyword', priority: 'number', updatedAt: 'number', createdAt: 'number' },
  },
};
