import { describe, expect, it } from '@jest/globals';
import { commandIdOfPlace, derivedId, recordIds, streamIdOf } from './derived-ids.ts';

describe('ids that follow from a cause', () => {
  it('are the same for ever', () => {
    expect(derivedId('cause', 'purpose')).toBe('82ccaea8-9a71-5e4c-9abd-e6a1be022a1e');
    expect(streamIdOf('acme', 'c1')).toBe('df94312f-40f0-590a-a0cf-d5dbfb74a166');
  });

  it('are UUIDs of version 5', () => {
    expect(derivedId('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('differ by cause, by purpose and by tenant', () => {
    const ids = [derivedId('a', 'b'), derivedId('a', 'c'), derivedId('b', 'b'), streamIdOf('acme', 'c1'), streamIdOf('other', 'c1')];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('name a command record by its place, down to the timestamp', () => {
    const place = { cluster: 'k', topic: 'memory.commands.v1', partition: 3, offset: 14, timestamp: '1700000000000' };
    const others = [{ cluster: 'l' }, { topic: 'x' }, { partition: 31 }, { offset: 4 }, { timestamp: '1700000000001' }];
    const ids = [place, ...others.map((other) => ({ ...place, ...other }))].map(commandIdOfPlace);
    expect(new Set(ids).size).toBe(ids.length);
    expect(commandIdOfPlace({ ...place })).toBe(ids[0]);
  });
});

describe('the id of a record', () => {
  const command = { tenant: 'acme', stream: 's1', id: 'c1' };
  const time = Date.parse('2026-01-15T12:00:00.000Z');

  it('is a UUID of version 7 that carries the time', () => {
    const id = recordIds(time, command)(0);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(time);
  });

  it('is the same when the command is encoded again, and another for every other record, in their order', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => recordIds(time, command)(index));
    expect(new Set(many).size).toBe(many.length);
    expect([...many].sort()).toEqual(many);
    expect(recordIds(time, { ...command })(7)).toBe(many[7]);
    expect(recordIds(time, { ...command, stream: 's2' })(7)).not.toBe(many[7]);
  });

  it('uses every random bit, so that records of one millisecond do not meet', () => {
    const ids = Array.from({ length: 500 }, (_, n) => recordIds(time, { ...command, id: `c${n}` })(0).replaceAll('-', ''));
    const digits = (from: number, to: number) => new Set(ids.map((id) => id.slice(from, to))).size;
    expect([digits(13, 16), digits(16, 20), digits(20, 24), digits(24, 28), digits(28, 32)].every((different) => different > 400)).toBe(
      true,
    );
    const tails = ids.map((id) => parseInt(id.slice(24), 16));
    const seqs = ids.map((id) => parseInt(id.slice(13, 16), 16));
    expect(tails.filter((tail, index) => tail >>> 20 === seqs[index]).length).toBeLessThan(10);
  });
});
