import { describe, expect, it } from '@jest/globals';
import { eachApart } from './each-apart.ts';
import { LinearRefusal } from './linear-refusal.ts';

describe('things that are asked for together', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, n) => `i${n}`);

  async function asked(all: readonly string[], bad: readonly string[]) {
    const [answered, refused]: [string[], string[]] = [[], []];
    let questions = 0;
    await eachApart(all, 25, {
      async ask(some) {
        questions++;
        if (some.some((id) => bad.includes(id))) throw new LinearRefusal('no such id');
        answered.push(...some);
      },
      refused: (id, { message }) => void refused.push(`${id}: ${message}`),
    });
    return { answered, refused, questions };
  }

  it('are answered but for those that are refused, which cost a few questions more', async () => {
    const all = ids(100);
    const { answered, refused, questions } = await asked(all, ['i3', 'i77']);
    expect(answered).toEqual(all.filter((id) => id !== 'i3' && id !== 'i77'));
    expect(refused).toEqual(['i3: Linear refuses the question: no such id.', 'i77: Linear refuses the question: no such id.']);
    expect(questions).toBeLessThan(30);
  });

  it('are not refused one by one when it is the question that is refused', async () => {
    await expect(asked(ids(500), ids(500))).rejects.toThrow('refuses');
    expect(await asked(ids(1), ids(1))).toMatchObject({ refused: [expect.stringContaining('i0')] });
  });

  it('are given up for anything but a refusal', async () => {
    const away = () => Promise.reject(new Error('away'));
    await expect(eachApart(ids(3), 25, { ask: away, refused: () => undefined })).rejects.toThrow('away');
  });
});
