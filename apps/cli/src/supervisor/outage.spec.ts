import { describe, expect, it } from '@jest/globals';
import type { Notice } from './app-log.ts';
import { Outage } from './outage.ts';

const notice = (app: string, outage: Notice['outage']): Notice => ({ app, level: 'warn', text: 'no answer', outage });
const cannot = (app: string) => notice(app, { state: 'lasts' });
const out = (app: string, of: string) => notice(app, { state: 'lasts', of });
const back = (app: string, of: string) => notice(app, { state: 'over', of });

describe('an outage', () => {
  it('is told once when it begins, however many apps suffer from it, and once when it is over', () => {
    const outage = new Outage();
    expect(outage.add(cannot('memory'), 0)).toContain('memory cannot reach what it needs');
    expect([outage.add(cannot('memory'), 100), outage.add(cannot('gateway'), 200)]).toEqual([undefined, undefined]);
    expect([outage.check(false, 2_000), outage.check(true, 4_000), outage.check(true, 9_000)]).toEqual([undefined, undefined, undefined]);
    expect(outage.check(true, 10_000)).toContain('after about 4 s (3 warnings');
    expect([outage.lasts, outage.check(true, 20_000)]).toEqual([false, undefined]);
  });

  it('goes on while a consumer is out of its group, however quiet it is', () => {
    const outage = new Outage();
    outage.add(out('memory', 'g'), 0);
    outage.add(out('memory', 'h'), 0);
    outage.add(back('memory', 'g'), 50_000);
    expect(outage.check(true, 60_000)).toBeUndefined();
    outage.add(back('memory', 'h'), 61_000);
    expect(outage.check(true, 62_000)).toBeUndefined();
    expect(outage.check(true, 68_000)).toContain('after about 62 s');
  });

  it('does not wait for a consumer whose app was started again', () => {
    const outage = new Outage();
    outage.add(out('memory', 'g'), 0);
    outage.forget('memory');
    outage.check(true, 1_000);
    expect(outage.check(true, 7_000)).toContain('again');
  });

  it('begins anew when it was over', () => {
    const outage = new Outage();
    outage.add(cannot('memory'), 0);
    outage.check(true, 1_000);
    outage.check(true, 7_000);
    expect(outage.add(cannot('gateway'), 8_000)).toContain('gateway cannot reach');
  });

  it('is none when something only comes back', () => {
    const outage = new Outage();
    expect([outage.add(back('memory', 'g'), 0), outage.lasts]).toEqual([undefined, false]);
  });
});
