import { describe, expect, it } from '@jest/globals';
import { Progress } from './progress.ts';

const at = (seq: number) => ({ category: 'memory', partition: 2, seq });

describe('waiting for a read model', () => {
  it('ends when the read model gets there', async () => {
    const progress = new Progress();
    const waiting = progress.reach('memory:2:7', 10_000);
    progress.moved(at(6));
    progress.moved(at(8));
    await waiting;
  });

  it('is not needed for what has been reached, nor without a position', async () => {
    const progress = new Progress();
    progress.moved(at(7));
    await progress.reach('memory:2:7', 0);
    await progress.reach(undefined, 0);
  });

  it('ends with an error that says how far the read model is', async () => {
    const progress = new Progress();
    progress.moved(at(3));
    await expect(progress.reach('memory:2:4', 5)).rejects.toMatchObject({
      code: 'read.position-not-reached',
      facts: { reached: 'memory:2:3' },
    });
  });
});
