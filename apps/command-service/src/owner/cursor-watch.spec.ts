import { afterEach, describe, expect, it } from '@jest/globals';
import { CursorWatch, type ReadCursors } from './cursor-watch.ts';

const place = { category: 'workflow', partition: 3 } as const;
const cursorAt = (seq: number) => ({ nextOffset: seq, head: 'a'.repeat(64), seq });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('watching cursors', () => {
  let watch: CursorWatch;
  afterEach(() => watch.stop());

  /** One watcher that hears enough, or not; readings are answered by hand. */
  async function watched() {
    const [read, stored]: [number[], number[]] = [[], []];
    const readings: ((seq: number) => void)[] = [];
    const one = { read, stored, readings, hears: true };
    const reader: ReadCursors = (places) =>
      new Promise((resolve) => readings.push((seq) => resolve(places.map((of) => ({ ...of, cursor: cursorAt(seq) })))));
    watch = new CursorWatch(reader, (error) => {
      throw error;
    });
    watch.watch(place, {
      read: (cursor) => read.push(cursor.seq),
      stored: (seq) => (stored.push(seq), one.hears),
    });
    await turn();
    return one;
  }

  it('reads the cursor for whoever begins to watch, and tells of commits as they are told', async () => {
    const { read, stored, readings } = await watched();
    readings.shift()!(5);
    await turn();
    watch.moved([{ ...place, seq: 6 }]);
    watch.moved([
      { ...place, seq: 7 },
      { ...place, partition: 4, seq: 1 },
    ]);
    await turn();
    expect({ read, stored, more: readings.length }).toEqual({ read: [5], stored: [6, 7], more: 0 });
  });

  it('reads the cursor when a commit is not all that a watcher needs to know', async () => {
    const one = await watched();
    one.readings.shift()!(5);
    await turn();
    one.hears = false;
    watch.moved([{ ...place, seq: 6 }]);
    await turn();
    one.readings.shift()!(6);
    await turn();
    expect(one.read).toEqual([5, 6]);
  });

  it('does not tell of a reading that is older than a commit that it has told of, and reads again for who needs more', async () => {
    const one = await watched();
    watch.moved([{ ...place, seq: 6 }]);
    one.hears = false;
    watch.moved([{ ...place, seq: 7 }]);
    one.readings.shift()!(5);
    await turn();
    expect(one.read).toEqual([]);
    one.readings.shift()!(7);
    await turn();
    expect(one.read).toEqual([7]);
  });
});
