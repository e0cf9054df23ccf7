import { describe, expect, it } from '@jest/globals';
import { DatabaseServer } from '@skein/local';
import { createDatabase } from './test-database.ts';
import { testStack } from './test-stack.ts';
import { topicPrefix } from './topic-prefix.ts';

const tables = {
  name: 'with-marker',
  made: 0,
  // Its own name is proof enough of what was copied: a database made by the migration itself cannot be seen in a copy.
  async migrate(url: string) {
    tables.made++;
    await new DatabaseServer(url).names('');
  },
};

describe('the stack of a test run', () => {
  it('is known to every file that needs it', () => {
    expect(testStack()).toEqual({ brokers: [expect.stringMatching(/:\d+$/)], databaseUrl: expect.stringMatching(/^postgres:/) });
  });

  it('gives each file a database of its own', async () => {
    const database = await createDatabase('own');
    const server = new DatabaseServer(database.url);
    expect(await server.names(new URL(database.url).pathname.slice(1))).toHaveLength(1);
    await expect(createDatabase('own')).rejects.toThrow('made before');
    await database.drop();
    await expect(server.names('')).rejects.toThrow('does not exist');
  });

  it('makes a template once, however many ask for a copy at the same time', async () => {
    const copies = await Promise.all(['one', 'two', 'three'].map((name) => createDatabase(name, tables)));
    expect(new Set(copies.map(({ url }) => url)).size).toBe(3);
    expect(tables.made).toBe(1);
    await Promise.all(copies.map((copy) => copy.drop()));
  });

  it('gives each file a topic prefix of its own, the same one each time', () => {
    const prefix = topicPrefix(import.meta.url);
    expect(prefix).toMatch(/^test-stack-[0-9a-f]{8}-$/);
    expect(topicPrefix(import.meta.url)).toBe(prefix);
    expect(topicPrefix('file:///elsewhere/test-stack.int.spec.ts')).not.toBe(prefix);
  });
});
