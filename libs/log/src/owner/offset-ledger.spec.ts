import { describe, expect, it } from '@jest/globals';
import { OffsetLedger } from './offset-ledger.ts';

describe('the offsets of a commands partition', () => {
  it('has nothing to commit before anything was taken', () => {
    expect(new OffsetLedger().committable()).toBeUndefined();
  });

  it('never passes a command that is not settled, however many behind it are', () => {
    const ledger = new OffsetLedger();
    for (const offset of [7, 8, 9]) ledger.taken(offset);
    ledger.settled(8);
    ledger.settled(9);
    expect(ledger.committable()).toBe(7);
    ledger.settled(7);
    expect(ledger.committable()).toBe(10);
  });

  it('passes over offsets that hold no records', () => {
    const ledger = new OffsetLedger();
    ledger.taken(7);
    ledger.taken(12);
    ledger.settled(7);
    expect(ledger.committable()).toBe(12);
  });

  it('does not mind a command that is settled twice', () => {
    const ledger = new OffsetLedger();
    ledger.taken(0);
    ledger.settled(0);
    ledger.settled(0);
    expect(ledger.committable()).toBe(1);
  });
});
