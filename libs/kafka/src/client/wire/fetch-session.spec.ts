import { expect, it } from '@jest/globals';
import { FetchSession, type FetchedTopic } from './fetch-session.ts';

const wants = (topic: string, ...offsets: [partition: number, fetchOffset: string][]): FetchedTopic => ({
  topic,
  partitions: offsets.map(([partition, fetchOffset]) => ({ partition, fetchOffset, maxBytes: 9 })),
});
const granted = { sessionId: 7, errorCode: 0 };

it('asks for everything once, and then only for what is read from another place than before', () => {
  const session = new FetchSession();
  const all = [wants('a', [0, '5'], [1, '6']), wants('b', [0, '0'])];
  expect(session.next(all)).toEqual({ sessionId: 0, sessionEpoch: 0, topics: all, forgottenTopics: [] });
  session.answered(granted);
  const moved = [wants('a', [0, '5'], [1, '8']), wants('b', [0, '0'])];
  expect(session.next(moved)).toEqual({ sessionId: 7, sessionEpoch: 1, topics: [wants('a', [1, '8'])], forgottenTopics: [] });
  session.answered(granted);
  expect(session.next(moved)).toEqual({ sessionId: 7, sessionEpoch: 2, topics: [], forgottenTopics: [] });
});

it('has the broker forget what is not wanted any more, and names it again when it is', () => {
  const session = new FetchSession();
  const all = [wants('a', [0, '5'], [1, '6']), wants('b', [0, '0'])];
  session.next(all);
  session.answered(granted);
  const forgottenTopics = [
    { topic: 'a', partitions: [1] },
    { topic: 'b', partitions: [0] },
  ];
  expect(session.next([wants('a', [0, '5'])])).toMatchObject({ topics: [], forgottenTopics });
  session.answered(granted);
  expect(session.next(all)).toMatchObject({ topics: [wants('a', [1, '6']), wants('b', [0, '0'])], forgottenTopics: [] });
});

it.each([
  ['the broker refuses', (session: FetchSession) => session.answered({ sessionId: 0, errorCode: 70 })],
  ['nobody knows what the broker has heard', (session: FetchSession) => session.failed()],
])('begins anew when %s', (_, end) => {
  const session = new FetchSession();
  const all = [wants('a', [0, '5'])];
  session.next(all);
  session.answered(granted);
  session.next([wants('a', [0, '6'])]);
  end(session);
  expect(session.next(all)).toEqual({ sessionId: 7, sessionEpoch: 0, topics: all, forgottenTopics: [] });
  session.answered({ sessionId: 8, errorCode: 0 });
  expect(session.next(all)).toMatchObject({ sessionId: 8, sessionEpoch: 1, topics: [] });
});

it('asks for everything again when the broker keeps no session', () => {
  const session = new FetchSession();
  const all = [wants('a', [0, '5'])];
  session.next(all);
  session.answered({ sessionId: 0, errorCode: 0 });
  expect(session.next(all)).toEqual({ sessionId: 0, sessionEpoch: 0, topics: all, forgottenTopics: [] });
});
