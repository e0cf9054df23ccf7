import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { json, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

type Case = readonly [file: string, code: string, rule?: string];

const project = '@nx/enforce-module-boundaries';
const imported = 'no-restricted-imports';
const used = 'no-restricted-properties';
const syntax = 'no-restricted-syntax';

const from = (name: string, what = 'x') => `import { ${what} } from '${name}';\nexport const y = ${what.split(' ').at(-1)};`;

const refused: readonly Case[] = [
  // what a layer may depend on
  ['libs/contracts/src/a.ts', from('@skein/log'), project],
  ['libs/contracts/src/a.ts', from('rxjs'), imported],
  ['libs/domain/src/a.ts', from('@skein/log'), project],
  ['libs/domain/src/a.ts', from('@skein/postgres'), project],
  ['libs/retrieval/src/a.ts', from('@skein/domain'), project],
  ['libs/retrieval/src/a.ts', from('@skein/chunking'), project],
  ['libs/chunking/src/a.ts', from('@skein/postgres'), project],
  ['libs/log/src/a.ts', from('@skein/domain'), project],
  ['libs/log/src/a.ts', from('@skein/kafka'), project],
  ['libs/kafka/src/a.ts', from('@skein/postgres'), project],
  ['libs/postgres/src/a.ts', from('@skein/kafka'), project],
  ['libs/postgres/src/a.ts', from('@skein/platform'), project],
  ['libs/vector-index/src/a.ts', from('@skein/postgres'), project],
  ['libs/platform/src/a.ts', from('@skein/postgres'), project],
  ['libs/platform/src/a.ts', from('@skein/domain'), project],
  ['libs/client/src/a.ts', from('@skein/platform'), project],
  ['libs/client/src/a.ts', from('@skein/postgres'), project],
  ['deploy/local/src/a.ts', from('@skein/contracts'), project],
  ['libs/testing/src/a.ts', from('@skein/cli'), imported],
  ['apps/memory/src/a.ts', from('@skein/gateway'), imported],
  ['apps/memory/src/a.ts', from('../../gateway/src/app.module.ts'), project],
  ['apps/memory/src/a.ts', `export const load = () => import('@skein/gateway');`, syntax],
  ['apps/memory/src/a.ts', `export const load = () => import('pg');`, syntax],
  ['libs/domain/src/a.ts', from('../../log/src/index.ts'), project],
  // only test files use what is made for tests
  ['apps/memory/src/a.ts', from('@skein/testing'), imported],
  ['libs/domain/src/a.ts', from('@skein/testing/kit'), imported],
  // drivers
  ['libs/postgres/src/a.ts', from('kafkajs'), imported],
  ['libs/client/src/a.ts', from('kafkajs'), imported],
  ['apps/event-store/src/a.ts', from('kafkajs'), imported],
  ['apps/event-store/src/a.ts', from('kafkajs/src/protocol'), imported],
  ['apps/event-store/src/a.ts', from('kafkajs', 'type x'), imported],
  ['apps/event-store/src/a.ts', from('pg'), imported],
  ['apps/rag-indexer/src/a.ts', from('@qdrant/js-client-rest'), imported],
  ['apps/rag-indexer/src/a.ts', from('web-tree-sitter'), imported],
  ['libs/kafka/src/a.ts', from('pg'), imported],
  ['libs/vector-index/src/a.ts', from('pg'), imported],
  ['libs/postgres/src/a.ts', from('@qdrant/js-client-rest'), imported],
  ['libs/platform/src/a.ts', from('pg'), imported],
  ['libs/testing/src/a.ts', from('kafkajs'), imported],
  ['deploy/local/src/a.ts', from('kafkajs'), imported],
  ['apps/memory/src/threads/threads.controller.ts', from('typeorm'), imported],
  ['apps/memory/src/threads/thread.repository.ts', from('typeorm', 'DataSource'), imported],
  ['apps/memory/src/threads/thread.repository.ts', from('pg'), imported],
  // Nest
  ['libs/contracts/src/a.ts', from('@nestjs/common'), imported],
  ['libs/domain/src/a.ts', from('@nestjs/common'), imported],
  ['libs/log/src/a.ts', from('@nestjs/common'), imported],
  ['libs/retrieval/src/a.ts', from('@nestjs/core'), imported],
  ['libs/client/src/a.ts', from('@nestjs/common'), imported],
  // pure is pure
  ['libs/domain/src/a.ts', from('node:fs'), imported],
  ['libs/domain/src/a.ts', from('fs'), imported],
  ['libs/domain/src/a.ts', from('node:fs/promises'), imported],
  ['libs/domain/src/a.ts', from('node:net'), imported],
  ['libs/domain/src/a.ts', from('node:process'), imported],
  ['libs/domain/src/a.ts', from('node:crypto', 'randomUUID'), imported],
  ['libs/retrieval/src/a.ts', from('node:fs'), imported],
  ['libs/log/src/a.ts', from('node:timers/promises'), imported],
  ['libs/log/src/a.ts', from('node:crypto', 'randomUUID'), imported],
  ['libs/log/src/a.ts', from('node:crypto', 'randomBytes'), imported],
  ['libs/domain/src/a.ts', 'export const y = process.argv;', 'no-restricted-globals'],
  ['libs/domain/src/a.ts', 'export const y = crypto.randomUUID();', 'no-restricted-globals'],
  ['libs/log/src/a.ts', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
  ['libs/domain/src/a.ts', 'export const y = Date.now();', used],
  ['libs/log/src/a.ts', 'export const y = Date.now();', used],
  ['libs/domain/src/a.ts', 'export const y = new Date();', syntax],
  ['libs/retrieval/src/a.ts', 'export const y = Math.random();', used],
  ['libs/log/src/a.ts', 'export const { random } = Math;', used],
  ['libs/domain/src/a.ts', `export const load = () => import('node:fs');`, syntax],
  // the environment
  ['apps/memory/src/a.ts', 'export const y = process.env.HOME;', used],
  ['libs/platform/src/a.ts', 'export const { env } = process;', used],
  ['libs/postgres/src/a.ts', 'export const y = process.env.HOME;', used],
  // the rest of what is agreed
  ['apps/memory/src/a.ts', `export const y = [${"'x',\n".repeat(301)}];`, 'max-lines'],
  ['apps/memory/src/a.ts', 'export const y = 1 as any;', '@typescript-eslint/no-explicit-any'],
  ['apps/memory/src/a.ts', '// @ts-ignore\nexport const y = 1;', '@typescript-eslint/ban-ts-comment'],
  ['apps/memory/src/a.ts', 'export function y() {\n  try {\n    y();\n  } catch {}\n}', 'no-empty'],
  ['apps/memory/src/a.ts', 'export default class {}', syntax],
  ['apps/memory/src/thread-utils.ts', 'export const y = 1;', 'skein/file-name'],
  ['apps/memory/src/threadView.ts', 'export const y = 1;', 'skein/file-name'],
  ['apps/memory/src/a.spec.ts', 'await new Promise((resolve) => setTimeout(resolve, 5));', syntax],
  ['apps/memory/src/a.spec.ts', from('node:timers/promises', 'setTimeout'), imported],
];

const allowed: readonly Case[] = [
  ['libs/contracts/src/a.ts', from('zod', 'z')],
  ['libs/domain/src/a.ts', from('@skein/contracts')],
  ['libs/domain/src/a.ts', 'export const y = (at: string) => new Date(at);'],
  ['libs/log/src/a.ts', from('node:crypto', 'createHash')],
  ['libs/kafka/src/a.ts', from('kafkajs')],
  ['libs/postgres/src/a.ts', from('pg')],
  ['libs/postgres/src/a.ts', from('typeorm', 'DataSource')],
  ['libs/vector-index/src/a.ts', from('@qdrant/js-client-rest')],
  ['libs/vector-index/src/a.ts', from('@skein/retrieval')],
  ['libs/platform/src/a.ts', from('@nestjs/common')],
  ['libs/client/src/a.ts', from('@skein/log')],
  ['libs/testing/src/a.ts', from('@skein/postgres')],
  ['deploy/local/src/a.ts', from('pg')],
  ['deploy/local/src/a.ts', 'export const y = process.env.HOME;'],
  ['apps/memory/src/a.ts', from('@skein/platform')],
  ['apps/memory/src/app.config.ts', 'export const y = process.env.HOME;'],
  ['apps/memory/src/main.ts', 'export const y = process.env.HOME;'],
  ['apps/memory/src/threads/thread.entity.ts', from('typeorm', 'Entity')],
  ['apps/memory/src/threads/thread.repository.ts', from('typeorm', 'Repository')],
  ['apps/memory/src/migrations/0001-threads.ts', from('typeorm', 'type MigrationInterface')],
  ['apps/cli/src/a.ts', from('@skein/local')],
  ['apps/memory/src/a.spec.ts', from('@skein/testing')],
  ['libs/domain/src/a.spec.ts', from('node:fs')],
];

/** The rules that refuse each source. */
async function lint(cases: readonly Case[]): Promise<string[][]> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('lint-sources.mjs', import.meta.url))], { stdio: 'pipe' });
  child.stdin.end(JSON.stringify(cases.map(([file, code]) => ({ file, code }))));
  const [output, errors, [exitCode]] = await Promise.all([json(child.stdout).catch(() => []), text(child.stderr), once(child, 'close')]);
  if (exitCode !== 0) throw new Error(errors);
  return output as string[][];
}

const told = ([file, code]: Case) => `${file}: ${code.slice(0, 80).replaceAll('\n', ' ')}`;

describe('a source that crosses a boundary', () => {
  let found: string[][];
  beforeAll(async () => void (found = await lint(refused)));
  it.each(refused.map((one, index) => [told(one), one[2], index] as const))('%s is refused by %s', (_, rule, index) =>
    expect(found[index]).toContain(rule),
  );
});

describe('a source that keeps to its layer', () => {
  let found: string[][];
  beforeAll(async () => void (found = await lint(allowed)));
  it.each(allowed.map((one, index) => [told(one), index] as const))('%s passes', (_, index) => expect(found[index]).toEqual([]));
});
