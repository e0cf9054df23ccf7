import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Chunker, type Chunk } from '@skein/chunking';
import fc from 'fast-check';
import { samples } from './samples.fixture.ts';

let chunker: Chunker;
let small: Chunker;
beforeAll(async () => {
  chunker = await Chunker.load();
  small = await Chunker.load({ chunk: 120 });
});
afterAll(() => Promise.all([chunker.close(), small.close()]));

const chunksOf = async (path: string, text: string, by = chunker) => (await by.chunk({ path, text })).chunks;
const keys = (chunks: readonly Chunk[]) => chunks.map(({ key }) => key);
const named = (chunks: readonly Chunk[], symbol: string) => chunks.find((chunk) => chunk.symbol === symbol)!;

describe.each(Object.entries(samples))('%s', (path, { text, wholes, members, describes }) => {
  it('is cut at its declarations', async () => expect(keys(await chunksOf(path, text))).toEqual(wholes));

  it('is cut at the members of what is too large for one chunk', async () => {
    const found = keys(await chunksOf(path, text, small));
    for (const key of members) expect(found).toContain(key);
  });

  it('tells signature, documentation and imports', async () => {
    const chunks = await chunksOf(path, text);
    expect(chunks[0]!.imports).toEqual(describes.imports);
    expect(named(chunks, describes.symbol)).toMatchObject({ signature: describes.signature, doc: describes.doc });
  });

  it.each([120, 40, 7])('is in the chunks whole, in order and once, with true lines and bytes (chunks of %d)', async (chunk) => {
    const cutter = await Chunker.load({ chunk });
    expectWhole(text, await chunksOf(path, text, cutter), chunk);
    await cutter.close();
  });
});

const CLOSING = /^[\s)\]};,]*$/;

/** Nothing but white space and closing brackets may be between chunks. */
function expectWhole(text: string, chunks: readonly Chunk[], max: number): void {
  const bytes = Buffer.from(text);
  let at = 0;
  for (const { bytes: range, lines, text: content } of chunks) {
    expect(bytes.subarray(at, range[0]).toString()).toMatch(CLOSING);
    expect(bytes.subarray(...range).toString()).toBe(content.toWellFormed());
    expect(bytes.subarray(0, range[0]).toString().split('\n').length).toBe(lines[0]);
    expect(bytes.subarray(0, range[1]).toString().split('\n').length).toBe(lines[1]);
    expect(content.trim().length).toBeLessThanOrEqual(max + 40); // the indentation before it
    at = range[1];
  }
  expect(bytes.subarray(at).toString()).toMatch(CLOSING);
  expect(new Set(keys(chunks)).size).toBe(chunks.length);
}

describe('the key of a chunk', () => {
  const one = `import a from 'a';\nexport function keep() {\n  return 1;\n}\nexport class Store {\n  put() {}\n}\n`;

  it('stays when lines move and neighbours come', async () => {
    const moved = `// a license\n\n${one.replace('export function', 'const x = 1;\nfunction other() {}\nexport function')}`;
    const before = await chunksOf('a.ts', one);
    const after = await chunksOf('a.ts', moved);
    for (const symbol of ['keep', 'Store']) {
      expect(named(after, symbol).key).toBe(named(before, symbol).key);
      expect(named(after, symbol).text).toBe(named(before, symbol).text);
    }
  });

  it('tells overloads apart by what they take, not by where they are', async () => {
    const add = (types: readonly string[]) => `class Sums {\n${types.map((one) => `  void add(${one} x) { go(x); }\n`).join('')}}\n`;
    const one = keys(await chunksOf('Sums.java', add(['int', 'long']), small));
    const more = keys(await chunksOf('Sums.java', add(['byte', 'int', 'long', 'short']), small));
    expect(one.filter((key) => key.startsWith('method:'))).toHaveLength(0); // they fit into one chunk
    expect(new Set(more).size).toBe(more.length);
    const large = keys(await chunksOf('Sums.java', add(['int', 'long', 'String', 'Object']), small));
    expect(more.filter((key) => large.includes(key) && key.startsWith('method:Sums.add('))).toHaveLength(2);
  });
});

describe('other files', () => {
  it('in Markdown are cut at headings, but not at those inside of code', async () => {
    const text = '# Guide\nintro\n## Install\nrun it\n```sh\n# no heading\n```\n## Use\nso\n# Next\n';
    const chunks = await chunksOf('docs/guide.md', text);
    expect(chunks.map(({ symbol, lines }) => [symbol, lines])).toEqual([
      ['Guide', [1, 2]],
      ['Guide > Install', [3, 7]],
      ['Guide > Use', [8, 9]],
      ['Next', [10, 10]],
    ]);
    expectWhole(text, chunks, 1_600);
  });

  it.each([
    ['a.unknown', 'x\n\ny', 'no-grammar'],
    ['package.json', '{}', 'no-grammar'],
    ['a.ts', 'x;'.repeat(600_000), 'too-large'],
  ])('%s is cut as text, and says why', async (path, text, fallback) => {
    const file = await chunker.chunk({ path, text });
    expect(file.fallback).toBe(fallback);
    expect(file.chunks.every(({ kind, text }) => kind === 'text' && text.length <= 1_600)).toBe(true);
  });

  it('is cut as text when parsing takes too long, and the parser is as good as new', async () => {
    const hasty = await Chunker.load({ parseMs: -1 });
    expect((await hasty.chunk({ path: 'a.ts', text: 'f(1);\n'.repeat(20_000) })).fallback).toBe('too-slow');
    expect((await hasty.chunk({ path: 'a.ts', text: 'function g() {}' })).chunks[0]!.symbol).toBe('g');
    await hasty.close();
  });

  it.each(['', '\n \n', '\ufeff'])('of nothing have no chunks: %j', async (text) => expect(await chunksOf('a.py', text)).toEqual([]));
});

describe('hostile text', () => {
  it.each([
    ['brackets in brackets', 'a.ts', '('.repeat(200_000)],
    ['classes in classes', 'A.java', 'class A {'.repeat(20_000)],
    ['a line of many megabytes', 'a.txt', 'x'.repeat(process.env.SKEIN_PROOF ? 50_000_000 : 5_000_000)],
    ['a string without end', 'a.py', `x = "${'a'.repeat(500_000)}`],
    ['lone surrogates', 'a.go', '\ud800'.repeat(5_000)],
    ['U+0000', 'a.rs', '\0fn main() {}\0'.repeat(1_000)],
  ])('is cut all the same: %s', async (_what, path, text) => {
    const { chunks } = await chunker.chunk({ path, text });
    const kept = chunks.reduce((sum, chunk) => sum + chunk.text.length, 0);
    expect(kept).toBeGreaterThan(0.9 * text.length);
  });

  it('is never lost, whatever it is', async () => {
    const signs = [
      'class A {',
      '}',
      'def f():\n',
      '  x = 1\n',
      '// c\n',
      '/* c */',
      '"',
      'é',
      '字',
      '👍',
      '\n\n',
      'fn g() {',
      '#[a]',
      '@b\n',
      ' ',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...signs), { maxLength: 40 }),
        fc.constantFrom('ts', 'py', 'go', 'java', 'rs', 'md', 'x'),
        async (words, ending) => {
          const text = words.join('');
          expectWhole(text, await chunksOf(`a.${ending}`, text, small), 120);
        },
      ),
    );
  });
});
