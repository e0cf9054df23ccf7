import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IndexStarted, IndexStatus, Problem, SearchResponse } from '@skein/contracts';
import { runSystem, until, type RunningSystem } from '@skein/testing';
import { AppModule } from '../../app.module.ts';
import { TestRepository } from '../../fixtures/repository.fixture.ts';

describe('sources over HTTP', () => {
  let system: RunningSystem;
  let repository: TestRepository;
  let url: string;
  let key: string;
  beforeAll(async () => {
    repository = await TestRepository.make();
    system = await runSystem(import.meta.url);
    const settings = { INDEX_ROOTS: repository.folder, INDEX_HOSTS: 'git.example.org', INDEX_DATA: `${repository.folder}/.git/skein` };
    url = (await system.start('rag-indexer', AppModule, settings)).url;
    key = await system.key();
  }, 120_000);
  afterAll(async () => {
    await system.stop();
    await repository[Symbol.asyncDispose]();
  }, 60_000);

  const ask = async <T>(path: string, body?: object) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { headers, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}) });
    return { status: response.status, body: (await response.json()) as T };
  };

  it('are indexed behind the answer, and found', async () => {
    repository.write({ 'src/ledger.ts': 'export function closeLedger() {\n  return "closed";\n}\n' }).commit('Begin');
    const { status, body } = await ask<IndexStarted>('/v1/index', { source: { kind: 'git', place: repository.folder } });
    expect([status, body.runs]).toEqual([202, [{ id: expect.any(String), collection: 'code_patterns', source: repository.folder }]]);
    const run = await until('the run has ended', async () => {
      const { runs } = (await ask<IndexStatus>('/v1/index')).body;
      return runs.find(({ id, state }) => id === body.runs[0]!.id && state !== 'running');
    });
    expect(run).toMatchObject({ state: 'finished', expected: 1, counts: { documents: { written: 1 } } });
    const { hits } = (await ask<SearchResponse>('/v1/search', { query: 'closeLedger' })).body;
    expect(hits).toMatchObject([{ title: 'closeLedger', collection: 'code_patterns' }]);
  });

  it.each([
    { kind: 'git', place: '/etc' },
    { kind: 'git', place: 'file:///etc' },
    { kind: 'git', place: 'https://169.254.169.254/latest' },
    { kind: 'git', place: 'http://git.example.org/x' },
    { kind: 'git', place: 'ext::sh -c id' },
    { kind: 'markdown', place: '..' },
    { kind: 'github-issues', place: '/etc/passwd' },
    { kind: 'linear' },
  ])('are refused unless the configuration names them: $kind $place', async (source) => {
    const { status, body } = await ask<Problem>('/v1/index', { source });
    expect([status, body.code]).toEqual([403, 'index.source-not-allowed']);
  });
});
