import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { OpenApiDocument } from '@skein/platform';
import { runSystem, type RunningSystem } from '@skein/testing';
import { AppModule as AgentRegistry } from '../apps/agent-registry/src/app.module.ts';
import { AppModule as CommandService } from '../apps/command-service/src/app.module.ts';
import { AppModule as EventStore } from '../apps/event-store/src/app.module.ts';
import { AppModule as Gateway } from '../apps/gateway/src/app.module.ts';
import { AppModule as Memory } from '../apps/memory/src/app.module.ts';
import { AppModule as RagIndexer } from '../apps/rag-indexer/src/app.module.ts';
import { read, section } from './support/doc-pages.ts';

describe('the OpenAPI document of the whole system', () => {
  let system: RunningSystem;
  let document: OpenApiDocument;

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    await system.start('event-store', EventStore);
    await system.start('command-service', CommandService);
    await system.start('agent-registry', AgentRegistry);
    await system.start('memory', Memory);
    await system.start('rag-indexer', RagIndexer);
    const { url } = await system.start('gateway', Gateway);
    document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  }, 120_000);
  afterAll(() => system.stop(), 60_000);

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({ name: `${method.toUpperCase()} ${path}`, path, operationId })),
    );

  it('is valid OpenAPI 3.1, with nothing that it refers to missing', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, id]) => id!);
    expect(refs.length).toBeGreaterThan(50);
    expect(refs.filter((id) => !(id in document.components.schemas))).toEqual([]);
  });

  it('has every service in it, and they agree on their schemas', () => {
    expect(document).toMatchObject({ 'x-skein-missing': [], 'x-skein-differing': [] });
  });

  it('lists every route that the docs list', () => {
    const listed = section(read('docs/architecture.md'), 'Routes').matchAll(/`((?:GET|POST|PUT|DELETE) \/[^`]*)`/g);
    expect(
      operations()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...listed].map(([, route]) => route!).sort());
  });

  it('gives every operation an id of its own, and no two paths the same form', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const forms = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, '{}'));
    expect(new Set(forms).size).toBe(forms.length);
  });
});
