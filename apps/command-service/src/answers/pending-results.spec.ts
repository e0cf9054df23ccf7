import { describe, expect, it } from '@jest/globals';
import type { CommandResult } from '@skein/contracts';
import { PendingResults } from './pending-results.ts';

const result = (commandId: string): CommandResult => ({ commandId, stream: 's', status: 'pending', durable: 'accepted' });

describe('the results of a request', () => {
  it('are there when the last one is told, in the order of their places', async () => {
    const pending = new PendingResults(3);
    pending.tell(2, result('c'));
    pending.tellLater(0, Promise.resolve(result('a')));
    pending.tell(1, result('b'));
    expect((await pending.all).map(({ commandId }) => commandId)).toEqual(['a', 'b', 'c']);
  });

  it('are there at once when nothing was asked', async () => {
    expect(await new PendingResults(0).all).toEqual([]);
  });

  it('are what was told first, also when that is still to come', async () => {
    const pending = new PendingResults(2);
    const later = Promise.withResolvers<CommandResult>();
    pending.tellLater(0, later.promise);
    pending.tell(0, result('too late'));
    pending.tell(1, result('b'));
    pending.tell(1, result('again'));
    expect([pending.isTaken(0), pending.isTaken(1)]).toEqual([true, true]);
    later.resolve(result('a'));
    expect((await pending.all).map(({ commandId }) => commandId)).toEqual(['a', 'b']);
  });

  it('fail when one of them fails', async () => {
    const pending = new PendingResults(2);
    pending.tellLater(0, Promise.reject(new Error('broken')));
    pending.tell(1, result('b'));
    await expect(pending.all).rejects.toThrow('broken');
  });
});
