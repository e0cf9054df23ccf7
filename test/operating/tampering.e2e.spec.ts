import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperatedSystem } from './operated-system.fixture.ts';

interface Place {
  partition: number;
  seq: number;
}

const at = ({ partition, seq }: Place) => `category = 'workflow' and partition = ${partition} and seq = ${seq}`;

describe('somebody changes the stored history', () => {
  let on: OperatedSystem;
  let scratch: string;
  /** A record in the middle of the longest partition, and its last one. */
  let middle: Place;
  let last: Place;

  beforeAll(async () => {
    on = await OperatedSystem.start(import.meta.url);
    scratch = await mkdtemp(join(tmpdir(), 'skein-heads-'));
    await on.work(6);
    const [longest] = await on.admin.query<Place>(
      `select partition, seq from cursors where category = 'workflow' order by seq desc limit 1`,
    );
    last = longest!;
    middle = { ...last, seq: Math.floor(last.seq / 2) };
    await on.keep();
  }, 120_000);
  afterEach(() => on.restore());
  afterAll(async () => {
    await rm(scratch, { recursive: true });
    await on.stop();
  }, 60_000);

  const verify = (...args: string[]) => on.skein('verify', ...args);
  const found = async (args: string[], code: string, place: Partial<Place>) => {
    const { code: exit, result } = await verify(...args);
    expect(result).toMatchObject({
      ok: false,
      faults: expect.arrayContaining([expect.objectContaining({ category: 'workflow', code, ...place })]),
    });
    expect(exit).toBe(1);
  };
  const inStore = ['--no-kafka', '--no-views'];

  it('is not said of a history that nobody has changed', async () => {
    const { code, result } = await verify();
    expect(result).toMatchObject({ ok: true, faults: [], rows: expect.any(Number), kafka: { trimmed: [] } });
    expect(Number(result['rows'])).toBeGreaterThan(20);
    expect(code).toBe(0);
  });

  it.each<[string, () => string[], string, () => Partial<Place>]>([
    [
      'a changed byte',
      () => [`update records set value = overlay(value placing '!' from length(value) - 40 for 1) where ${at(middle)}`],
      'verify.hash-wrong',
      () => middle,
    ],
    [
      'a changed byte with the hash that fits it',
      () => [
        `update records set value = overlay(value placing '!' from length(value) - 40 for 1) where ${at(middle)}`,
        `update records set hash = sha256(convert_to(value, 'UTF8')) where ${at(middle)}`,
      ],
      'verify.link-broken',
      () => ({ ...middle, seq: middle.seq + 1 }),
    ],
    [
      'a deleted record',
      () => [`delete from records where ${at(middle)}`],
      'verify.link-broken',
      () => ({ ...middle, seq: middle.seq + 1 }),
    ],
    [
      'a deleted last record',
      () => [`delete from records where ${at(last)}`],
      'verify.cursor-wrong',
      () => ({ ...last, seq: last.seq - 1 }),
    ],
    [
      'an inserted record',
      () => [
        `update records set seq = -seq where category = 'workflow' and partition = ${middle.partition} and seq > ${middle.seq}`,
        `update records set seq = 1 - seq where category = 'workflow' and partition = ${middle.partition} and seq < 0`,
        `insert into records select category, partition, seq + 1, "offset", tenant, stream, null, command_id, type, time, value, hash
         from records where ${at(middle)}`,
      ],
      'verify.link-broken',
      () => ({ ...middle, seq: middle.seq + 1 }),
    ],
    [
      'a record behind the last one',
      () => [
        `insert into records select category, partition, seq + 1, "offset" + 1, tenant, stream, null, command_id, type, time, value, hash
         from records where ${at(last)}`,
      ],
      'verify.beyond-cursor',
      () => ({ ...last, seq: last.seq + 1 }),
    ],
    [
      'two exchanged records',
      () => [
        `update records set seq = -1 where ${at(middle)}`,
        `update records set seq = ${middle.seq} where ${at({ ...middle, seq: middle.seq + 1 })}`,
        `update records set seq = ${middle.seq + 1} where category = 'workflow' and partition = ${middle.partition} and seq = -1`,
      ],
      'verify.link-broken',
      () => middle,
    ],
    ['another tenant in the row', () => [`update records set tenant = 'evil' where ${at(middle)}`], 'verify.row-wrong', () => middle],
    [
      'a changed result',
      () => [
        `update command_results set command_hash = sha256('x') where (stream, command_id) in (select stream, command_id from records where ${at(last)})`,
      ],
      'verify.result-wrong',
      () => ({ partition: last.partition }),
    ],
    [
      'a deleted result',
      () => [`delete from command_results where (stream, command_id) in (select stream, command_id from records where ${at(last)})`],
      'verify.result-missing',
      () => ({ partition: last.partition }),
    ],
    [
      'an inserted result',
      () => [
        `insert into command_results select tenant, category, stream, 'never-sent', command_hash, partition, first_seq, last_seq
         from command_results where category = 'workflow' and partition = ${middle.partition} and first_seq <= ${middle.seq} and last_seq >= ${middle.seq}`,
      ],
      'verify.results-wrong',
      () => ({ partition: middle.partition }),
    ],
    [
      'a cursor that says another hash',
      () => [`update cursors set head = repeat('a', 64) where category = 'workflow' and partition = ${last.partition}`],
      'verify.cursor-wrong',
      () => last,
    ],
  ])('%s is found and named', async (_, tamper, code, place) => {
    await on.tamper(...tamper());
    await found(inStore, code, place());
  });

  it.each<[string, string]>([
    ['a changed one', `update snapshots set state = replace(state, 'running', 'completed') where stream = 'w-0'`],
    ['one that is no JSON', `update snapshots set state = left(state, 40) where stream = 'w-0'`],
    [
      'one exchanged for that of another stream',
      `update snapshots s set state = o.state from snapshots o where s.stream = 'w-0' and o.stream = 'w-1'`,
    ],
    [
      'one of a version that is not there yet',
      `insert into snapshots select tenant, category, stream, reducer_version, version + 1000, time, state, bytes from snapshots where stream = 'w-0'`,
    ],
    ['one of a stream that is not there', `update snapshots set stream = 'nobody' where stream = 'w-0'`],
  ])('of snapshots %s is found and named', async (_, statement) => {
    await on.tamper(statement);
    const [own] = await on.admin.query<Place>(
      `select partition, seq from records where stream = 'w-0' and version is not null order by version desc limit 1`,
    );
    await found(inStore, 'verify.snapshot-wrong', _.includes('not there') && _.includes('stream') ? {} : { partition: own!.partition });
  });

  it.each<[string, string, string]>([
    ['a changed workflow', `update workflows set status = 'completed' where stream = 'w-0'`, 'does not say what its events do: status'],
    ['a changed step', `update steps set held_by = 'eve' where stream = 'w-0'`, 'held_by'],
    ['a deleted step', `delete from steps where stream = 'w-0'`, 'is missing'],
    [
      'an inserted approval',
      `insert into approvals select tenant, stream, 'forged', title, detail, risk, roles, quorum, voters, status, requested_by, requested_at, expires_at, closed_at from approvals where stream = 'w-0'`,
      'has no event',
    ],
    [
      'rows of two workflows exchanged',
      `update workflows w set title = o.title from workflows o where w.stream in ('w-0', 'w-1') and o.stream in ('w-0', 'w-1') and o.stream <> w.stream`,
      'title',
    ],
    ['a removed deadline', `delete from timers where stream = 'w-0'`, 'is missing'],
  ])('of views %s is found and named', async (_, statement, detail) => {
    await on.tamper(statement);
    const [own] = await on.admin.query<Place>(
      `select partition, max(seq) as seq from records where stream = 'w-0' and version is not null group by 1`,
    );
    const { result } = await verify('--no-kafka');
    expect(result['faults']).toContainEqual({
      category: 'workflow',
      ...own,
      code: 'verify.view-wrong',
      detail: expect.stringMatching(new RegExp(`w-0.*${detail}`)),
    });
  });

  it('names a workflow in a view that has no history', async () => {
    await on.tamper(`update workflows set stream = 'forged' where stream = 'w-1'`);
    const { result } = await verify('--no-kafka');
    expect(JSON.stringify(result['faults'])).toContain('a row of forged is in workflows, and it has no events');
  });

  describe('the last command and its cursor together', () => {
    const cut = () => [
      `delete from snapshots s using records r where r.stream = s.stream and r.version = s.version and r.${at(last)}`,
      `delete from command_results where category = 'workflow' and partition = ${last.partition} and first_seq = ${last.seq}`,
      `delete from records where ${at(last)}`,
      `update cursors c set seq = r.seq, head = encode(r.hash, 'hex'), head_offset = r."offset" from records r
       where c.category = 'workflow' and c.partition = ${last.partition} and r.${at({ ...last, seq: last.seq - 1 }).replaceAll(' and ', ' and r.')}`,
    ];

    it('are missed in the topic', async () => {
      await on.tamper(...cut());
      expect((await verify(...inStore)).result).toMatchObject({ ok: true });
      await found(['--no-views'], 'verify.topic-longer', last);
    });

    it('are missed by heads that were kept elsewhere', async () => {
      const { lines } = await on.skein('log', 'heads');
      const file = join(scratch, 'heads.json');
      await writeFile(file, lines.join('\n'));
      expect((await verify(...inStore, '--heads', file)).code).toBe(0);
      await on.tamper(...cut());
      await found([...inStore, '--heads', file], 'verify.head-missing', last);
    });
  });
});
