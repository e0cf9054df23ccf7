import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IndexStarted, IndexStatus } from '@skein/contracts';
import { runSystem, until, type RunningSystem } from '@skein/testing';
import { AppModule } from '../../../app.module.ts';
import { FakeLinear } from '../../../fixtures/fake-linear.fixture.ts';
import { indexedOf } from '../../../fixtures/indexed.fixture.ts';
import { deliver, deliveryOf, WEBHOOK_SECRET, type Delivery, type Sending } from '../../../fixtures/linear-webhook.fixture.ts';
import { change, changeAgain, fill } from '../../../fixtures/linear-workspace.fixture.ts';
import { linearCollections } from '../linear-source.ts';

const ISSUES = process.env.SKEIN_PROOF ? 3_000 : 80;

describe('webhooks of Linear', () => {
  let system: RunningSystem;
  let linear: FakeLinear;
  let settings: Record<string, string>;
  let app: Awaited<ReturnType<RunningSystem['start']>>;
  beforeAll(async () => {
    [system, linear] = [await runSystem(import.meta.url), new FakeLinear()];
    settings = {
      LINEAR_API_KEY: linear.key,
      LINEAR_URL: await linear.listen(),
      LINEAR_WEBHOOKS: 'main=acme/shop,other=elsewhere',
      LINEAR_WEBHOOK_SECRETS: 'other=lin_wh_of_the_other',
      LINEAR_WEBHOOK_SECRET: `an-older-one,${WEBHOOK_SECRET}`,
    };
    app = await system.start('rag-indexer', AppModule, settings);
  }, 120_000);
  afterAll(async () => {
    await system.stop();
    await linear[Symbol.asyncDispose]();
  }, 60_000);

  const ask = async <T>(key: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const response = await fetch(`${app.url}/v1/index`, { headers, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}) });
    return (await response.json()) as T;
  };
  const start = (key: string, full = false) => ask<IndexStarted>(key, { source: { kind: 'linear', full }, project: 'shop' });
  const ended = (key: string, { runs }: IndexStarted) =>
    until(
      'the runs have ended',
      async () => {
        const now = (await ask<IndexStatus>(key)).runs.filter(({ id, state }) => runs.some((run) => run.id === id) && state === 'running');
        return now.length === 0 ? true : undefined;
      },
      600_000,
    );
  const waiting = async () => (await system.database.query('select from rag_indexer.linear_hints where error is null')).length;
  const lookedAt = () => until('all hints were looked at', async () => ((await waiting()) === 0 ? true : undefined), 120_000);
  const send = (deliveries: readonly Delivery[]) => Promise.all(deliveries.map((one) => deliver(app.url, one)));

  it('late, doubled and out of order, with failures and limits, bring the index to what the source is', async () => {
    const [key, clean] = [await system.key(), await system.key({ tenant: 'clean' })];
    fill(linear, ISSUES);
    await ended(key, await start(key));
    const first = change(linear, ISSUES).map(deliveryOf);
    // Some come while everything is read again, and have to wait for that.
    const full = await start(key, true);
    expect((await send(first.slice(5))).map(({ body }) => body.outcome)).toEqual(first.slice(5).map(() => 'noted'));
    await ended(key, full);
    const second = changeAgain(linear).map(deliveryOf);
    // The newest first; then what is older, some of it for the second time.
    await send(second);
    const late = [...first.toReversed(), ...second];
    const outcomes = (await send(late)).map(({ body }) => body.outcome);
    expect(outcomes.filter((one) => one === 'known')).toHaveLength(first.slice(5).length + second.length);
    await lookedAt();

    await ended(clean, await start(clean));
    for (const collection of linearCollections) {
      const index = await indexedOf(system.database, 'acme', collection);
      expect(index).toEqual(await indexedOf(system.database, 'clean', collection));
      expect(index.documents).toHaveLength(collection === 'issue_tracker' ? ISSUES - 2 : 2 * Math.ceil(ISSUES / 100) - 1);
    }
    const texts = (await indexedOf(system.database, 'acme', 'issue_tracker')).chunks.map(({ text }) => String(text));
    expect(texts.filter((text) => text.startsWith('said ') && text.endsWith(' of 40'))).toHaveLength(60);
    for (const there of ['a comment changes without its issue', 'label-69', 'Ledger 1 broke again'])
      expect(texts.some((text) => text.includes(there))).toBe(true);
    expect(linear.troubled).toBeGreaterThanOrEqual(Math.floor(linear.requests / 4));
    process.stderr.write(`${ISSUES} issues: ${linear.requests} requests, ${linear.troubled} of them failed or were limited\n`);
  }, 900_000);

  it('say only that something has changed: what they claim of it is not believed', async () => {
    const event = { action: 'update', type: 'Issue', data: { id: 'issue-8', title: 'Forged', archivedAt: '2026-01-01T00:00:00.000Z' } };
    // One that Linear refuses keeps none of the others waiting.
    linear.refused.add('issue-bad');
    const bad = { action: 'update' as const, type: 'Issue', data: { id: 'issue-bad' } };
    expect((await send([deliveryOf(bad), deliveryOf(event as never)])).map(({ body }) => body.outcome)).toEqual(['noted', 'noted']);
    // Of a tenant that has nothing of Linear: a hint does not bring all of it there.
    expect((await deliver(app.url, deliveryOf(event as never), { hook: 'other', secret: 'lin_wh_of_the_other' })).body).toEqual({
      outcome: 'noted',
    });
    await lookedAt();
    expect((await indexedOf(system.database, 'elsewhere', 'issue_tracker')).documents).toEqual([]);
    const { chunks } = await indexedOf(system.database, 'acme', 'issue_tracker');
    const titles = chunks.filter(({ document }) => document === 'issue-8').map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['SHOP-8 Ledger 8 is off']));
    expect(titles.join()).not.toContain('Forged');
    const refused = await system.database.query(
      `select id, failures, error, next_at > now() as waits from rag_indexer.linear_hints where tenant = 'acme'`,
    );
    expect(refused).toEqual([{ id: 'issue-bad', failures: 1, error: expect.stringContaining('issue-bad is no id'), waits: true }]);
  });

  const some: Delivery = { id: 'd1', event: { action: 'update', type: 'Issue', data: { id: 'issue-9' } } };
  const now = () => Date.now();
  it.each<[string, Sending, number, string]>([
    ['of a name that nobody has set up', { hook: 'nobody' }, 404, 'webhook.unknown'],
    ['signed with another secret', { secret: 'guessed' }, 401, 'webhook.signature-invalid'],
    ['signed with the secret of another webhook', { secret: 'lin_wh_of_the_other' }, 401, 'webhook.signature-invalid'],
    ['signed with the secret of all, for one that has its own', { hook: 'other' }, 401, 'webhook.signature-invalid'],
    ['not signed', { headers: { 'linear-signature': '' } }, 401, 'webhook.signature-invalid'],
    ['with a signature of another form', { headers: { 'linear-signature': 'sha256=1' } }, 401, 'webhook.signature-invalid'],
    ['signed before its bytes were changed', { headers: { 'linear-signature': 'a'.repeat(64) } }, 401, 'webhook.signature-invalid'],
    ['sent more than a minute ago', { at: now() - 300_000 }, 400, 'webhook.timestamp-stale'],
    ['from the future', { at: now() + 300_000 }, 400, 'webhook.timestamp-stale'],
    ['that are no JSON', { body: '{"type": ' }, 400, 'request.invalid'],
    ['without a time', { body: '{"type": "Issue", "data": {"id": "issue-9"}}' }, 400, 'request.invalid'],
    ['without an id', { headers: { 'linear-delivery': '' } }, 400, 'request.invalid'],
    ['larger than any', { body: `"${'x'.repeat(1_100_000)}"` }, 413, 'request.too-large'],
    ['larger than what is read at all', { body: `"${'x'.repeat(9_000_000)}"` }, 413, 'request.too-large'],
  ])('%s are refused, and nothing is kept of them', async (_, sending, status, code) => {
    const answer = await deliver(app.url, some, sending);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await system.database.query('select from rag_indexer.webhook_deliveries where delivery = $1', [some.id])).toEqual([]);
  });

  it('about what is not indexed are answered, and nothing is kept of them', async () => {
    for (const event of [
      { action: 'create', type: 'Reaction', data: { id: 'r1' } },
      { action: 'create', type: 'Comment', data: { id: 'c1', projectUpdateId: 'u1' } },
      { action: 'set', type: 'IssueSLA', data: null },
    ])
      expect((await deliver(app.url, { id: 'd2', event })).body).toEqual({ outcome: 'ignored' });
    expect(await waiting()).toBe(0);
  });

  it('are looked at by the next process when one ends before it could', async () => {
    await app.stop();
    const away = await system.start('rag-indexer-2', AppModule, { ...settings, LINEAR_URL: 'http://127.0.0.1:9' });
    Object.assign(linear.issues.get('issue-9')!, { title: 'Seen after all' });
    expect((await deliver(away.url, some)).body).toEqual({ outcome: 'noted' });
    await away.stop();
    expect(await waiting()).toBe(1);
    app = await system.start('rag-indexer-3', AppModule, settings);
    await lookedAt();
    const { chunks } = await indexedOf(system.database, 'acme', 'issue_tracker');
    expect(chunks.filter(({ document, title }) => document === 'issue-9' && title === 'SHOP-9 Seen after all')).toHaveLength(1);
  });
});
