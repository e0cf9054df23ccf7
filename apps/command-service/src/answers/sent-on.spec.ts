import { describe, expect, it } from '@jest/globals';
import type { CheckedCommand } from '../door/checked-command.ts';
import type { TakenCommand } from '../owner/owned-partition.ts';
import { ResultWatch, type FoundResult } from './result-watch.ts';
import { SentOn, type Taker } from './sent-on.ts';

const command = { category: 'workflow', partition: 3, tenant: 'acme', stream: 'w1', id: 'c1', hash: 'h' } as CheckedCommand;
const outcome = { status: 'unchanged', version: 1, firstSeq: 1, lastSeq: 1 } as unknown as FoundResult['outcome'];
const never = new AbortController().signal;

/** A process that owns nothing at first, and a store that has nothing. */
function replica() {
  const stored: FoundResult[] = [];
  const results = new ResultWatch(
    () => Promise.resolve(stored),
    (error) => {
      throw error;
    },
  );
  let owner: Taker | undefined;
  const sentOn = new SentOn(() => owner, results);
  const own = (parkedBecause?: 'log.truncated') => {
    const taken: TakenCommand[] = [];
    owner = { shell: { parkedBecause }, take: (commands) => commands.map((one) => taken.push(one)) };
    sentOn.ownersChanged();
    return taken;
  };
  const store = (one: Partial<FoundResult> = {}) => {
    stored.push({ ...command, outcome, ...one });
    results.storeMoved();
  };
  return { sentOn, own, store };
}

describe('a command that was sent on to another owner', () => {
  it('is taken as soon as its partition comes here, once', async () => {
    const { sentOn, own } = replica();
    const answer = sentOn.wait(command, 'logged', never);
    const taken = own();
    sentOn.ownersChanged();
    expect(taken).toEqual([{ command, wait: 'logged', answer: expect.any(Function) }]);
    taken[0]!.answer!({ kind: 'outcome', outcome, durable: 'logged' });
    expect(await answer).toEqual({ kind: 'outcome', outcome, durable: 'logged' });
  });

  it('is taken at once when its partition has come while it was sent', () => {
    const { sentOn, own } = replica();
    const taken = own();
    void sentOn.wait(command, 'stored', never);
    expect(taken).toHaveLength(1);
  });

  it('is taken again by the next owner here when the one before has handed it over', async () => {
    const { sentOn, own } = replica();
    const answer = sentOn.wait(command, 'logged', never);
    own()[0]!.answer!({ kind: 'handed-over', outcome });
    own()[0]!.answer!({ kind: 'outcome', outcome, durable: 'logged' });
    expect(await answer).toEqual({ kind: 'outcome', outcome, durable: 'logged' });
  });

  it('has its outcome from the store when another process decides it, or a parked partition here does not', async () => {
    const { sentOn, own, store } = replica();
    const answer = sentOn.wait(command, 'logged', never);
    expect(own('log.truncated')).toEqual([]);
    store();
    expect(await answer).toEqual({ kind: 'outcome', outcome, durable: 'stored' });
  });

  it('is refused when the store has its id with another content', async () => {
    const { sentOn, store } = replica();
    const answer = sentOn.wait(command, 'logged', never);
    store({ hash: 'of something else' });
    expect(await answer).toMatchObject({ kind: 'refused', code: 'command.key-reused' });
  });

  it('has no outcome when its caller waits no longer', async () => {
    const caller = new AbortController();
    const answer = replica().sentOn.wait(command, 'logged', caller.signal);
    caller.abort();
    expect(await answer).toBeUndefined();
  });
});
