import { describe, expect, it } from '@jest/globals';
import { append, DrivenOwner, emptyCursor, only, timedId } from '@skein/testing/simulation';

const known = { ...emptyCursor, newestId: '' };
const given = (number: number, stream = 's1') => ({ id: timedId(number), stream, fact: append(`${number}`) });

/** Its stream is in memory, and its id remembered. */
function ownerOf(stream = 's1', limits = {}): DrivenOwner {
  const owner = new DrivenOwner(limits).takeOver(known);
  owner.decide(given(1, stream));
  owner.landsAt(0);
  return owner;
}

const ONE_IN_A_BATCH = { bytes: 1_000 };
const decidedBy = ({ effects }: DrivenOwner) =>
  only(effects, 'append').flatMap(({ records }) => records.map(({ value }) => (JSON.parse(value) as { commandid: string }).commandid));

describe('a command whose id is new', () => {
  it('is decided without a question when its stream is in memory', () => {
    const effects = ownerOf().give(given(2));
    expect(effects.map(({ kind }) => kind)).toEqual(['append']);
  });

  it('is looked up when nobody knows which ids history has', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(given(1));
    owner.landsAt(0);
    expect(owner.give(given(2))).toMatchObject([{ kind: 'look-up', commands: [{ id: timedId(2) }] }]);
  });

  it('is not asked for when its stream is', () => {
    const owner = ownerOf();
    expect(owner.give(given(2, 's2'))).toMatchObject([{ kind: 'look-up', commands: [], streams: [{ stream: 's2' }] }]);
  });

  it('waits for those before it that are looked up, and those behind it for it', () => {
    const owner = ownerOf();
    owner.give({ id: 'c1', fact: append('first') });
    expect(owner.give(given(3), given(2))).toEqual([]);
    owner.found(0);
    expect(owner.state.batch?.commands.map(({ command }) => command.id)).toEqual(['c1', timedId(3), timedId(2)]);
  });

  it('is not looked up either when more of them come than a group holds', () => {
    const owner = ownerOf('s1', { group: 2 });
    owner.give(...[2, 3, 4, 5, 6].map((number) => given(number)));
    owner.landsAt(1);
    owner.landsAt(3);
    expect(only(owner.effects, 'look-up')).toHaveLength(1);
    expect(decidedBy(owner)).toEqual([1, 2, 3, 4, 5, 6].map(timedId));
  });

  it('is looked up once the broker has refused its records: it would be refused for good', () => {
    const owner = ownerOf();
    const { end } = owner;
    owner.give(given(2));
    owner.tell({ kind: 'refused', attempt: 1, why: 'too-large' });
    owner.catchUp({ ...end, newestId: timedId(1) });
    expect(owner.last('look-up').commands).toMatchObject([{ id: timedId(2) }]);
  });

  it('is new as long as it is above what the store had, also when a younger one was decided before it', () => {
    const owner = new DrivenOwner().takeOver({ ...known, newestId: timedId(5) });
    owner.decide(given(9));
    owner.landsAt(0);
    expect(owner.give(given(7)).map(({ kind }) => kind)).toEqual(['append']);
    owner.landsAt(1);
    expect(owner.give(given(5))).toMatchObject([{ kind: 'look-up', commands: [{ id: timedId(5) }] }]);
  });
});

describe('a repeat of such a command', () => {
  it('is looked up from the moment of the first decision on', () => {
    const owner = ownerOf();
    owner.give(given(2));
    expect(owner.give(given(2))).toMatchObject([{ kind: 'look-up', commands: [{ id: timedId(2) }] }]);
  });

  it('meets the first one in its group', () => {
    const owner = ownerOf();
    owner.give(given(2), { ...given(2), wait: 'logged' });
    expect(owner.state.batch?.records).toHaveLength(1);
    expect(only(owner.landsAt(1), 'answer')).toMatchObject([{ ref: 3, durable: 'logged', outcome: { lastSeq: 2 } }]);
  });

  it('is not decided again when the first one was stored before its turn came', () => {
    const owner = ownerOf('s1', { ...ONE_IN_A_BATCH, unstored: 1 });
    owner.give(given(2), given(3), given(2));
    owner.landsAt(1);
    const answers = only(owner.tell({ kind: 'stored', seq: 2 }), 'answer');
    expect(answers.at(-1)).toMatchObject({ ref: 4, durable: 'stored', outcome: { lastSeq: 2 } });
    expect(decidedBy(owner)).toEqual([1, 2, 3].map(timedId));
  });

  it('is not decided again when the first one was stored while it was behind a command that was looked up', () => {
    const owner = ownerOf('s1', ONE_IN_A_BATCH);
    owner.tell({ kind: 'stored', seq: 1 });
    owner.give(given(2));
    owner.give(given(3), given(4));
    owner.give(given(5, 's2'), given(3));
    owner.landsAt(1);
    owner.landsAt(2);
    owner.tell({ kind: 'stored', seq: 3 });
    owner.found(3);
    owner.tell({ kind: 'stored', seq: 3 });
    owner.landsAt(3);
    owner.landsAt(4);
    expect(owner.state.ready).toEqual([]);
    expect(decidedBy(owner)).toEqual([1, 2, 3, 4, 5].map(timedId));
  });
});
