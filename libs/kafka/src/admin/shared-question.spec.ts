import { describe, expect, it } from '@jest/globals';
import { SharedQuestion } from './shared-question.ts';

describe('a shared question', () => {
  it('is sent once for all who ask in one turn, and again for those who come after it was sent', async () => {
    const shared = new SharedQuestion<number>();
    let sent = 0;
    const sending = Promise.withResolvers<void>();
    const question = async () => {
      sending.resolve();
      return ++sent;
    };
    const first = [shared.ask('a', question), shared.ask('a', question)];
    await sending.promise;
    expect(await Promise.all([...first, shared.ask('a', question)])).toEqual([1, 1, 2]);
  });

  it('is not shared with those who ask for something else, and fails for all who share it', async () => {
    const shared = new SharedQuestion<string>();
    const fails = async () => {
      throw new Error('on purpose');
    };
    const answers = await Promise.allSettled([shared.ask('a', fails), shared.ask('a', fails), shared.ask('b', async () => 'b')]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
