import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SkeinClient } from '@skein/client';
import { runSystem, until, type RunningSystem } from '@skein/testing';
import { AppModule } from '../app.module.ts';
import { TestRepository } from '../fixtures/repository.fixture.ts';

describe('what of a source is not indexed', () => {
  let system: RunningSystem;
  let repository: TestRepository;
  let app: Awaited<ReturnType<RunningSystem['start']>>;
  beforeAll(async () => {
    repository = await TestRepository.make();
    system = await runSystem(import.meta.url);
    app = await system.start('rag-indexer', AppModule, { INDEX_ROOTS: repository.folder, INDEX_DATA: `${repository.folder}/.git/skein` });
  }, 120_000);
  afterAll(async () => {
    await system.stop();
    await repository[Symbol.asyncDispose]();
  }, 60_000);

  const clientOf = async (tenant: string) =>
    new SkeinClient({ url: app.url, key: await system.key({ subject: 'ann', tenant, scopes: ['read', 'admin'] }) });

  it('is told with its reason, page by page, until it can be indexed, and to nobody else', async () => {
    const [acme, globex] = [await clientOf('acme'), await clientOf('globex')];
    const indexed = async () => {
      const { runs } = await acme.index.start({ source: { kind: 'git', place: repository.folder, name: 'shop' } });
      await until('it is indexed', async () =>
        (await acme.index.status()).runs.some(({ id, state }) => id === runs[0]!.id && state === 'finished'),
      );
    };
    repository.write({
      'a.ts': 'export const a = 1;',
      'logo.png': Buffer.from([0, 1, 2]),
      'yarn.lock': 'lock',
      'latin.c': Buffer.from([0xe9]),
    });
    repository.commit('Begin');
    await indexed();
    const place = { collection: 'code_patterns', source: 'shop' };
    expect(await acme.index.skipped({ limit: 1 }).toArray()).toEqual([
      { ...place, document: 'latin.c', reason: 'bad-encoding' },
      { ...place, document: 'logo.png', reason: 'binary' },
      { ...place, document: 'yarn.lock', reason: 'generated' },
    ]);
    expect(await acme.index.skipped({ source: 'shop', collection: 'feature_specs' }).toArray()).toEqual([]);
    expect(await acme.index.skipped({ source: 'elsewhere' }).toArray()).toEqual([]);
    expect(await globex.index.skipped().toArray()).toEqual([]);
    await expect(acme.index.skipped().page('nonsense')).rejects.toMatchObject({ code: 'read.cursor-invalid' });

    repository.write({ 'latin.c': 'int e;\n', 'logo.png': undefined }).commit('Write it as others do');
    await indexed();
    expect(await acme.index.skipped({ source: 'shop' }).toArray()).toEqual([{ ...place, document: 'yarn.lock', reason: 'generated' }]);
  });
});
