import { glob, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { SourceDocument } from '../indexing/source-document.ts';

const LINES = 30;
const LARGEST_FILE = 400_000;
const languages: Readonly<Record<string, string>> = { '.ts': 'typescript', '.js': 'javascript', '.mjs': 'javascript', '.md': 'markdown' };

/** Documents of real source text below a folder, cut every thirty lines, until there are so many chunks. */
export async function* sourceCorpus(folder: string, chunks: number): AsyncGenerator<SourceDocument> {
  let made = 0;
  for await (const file of glob('**/*.{ts,js,mjs,md}', { cwd: folder })) {
    if (made >= chunks) return;
    const path = join(folder, file);
    const about = await stat(path);
    if (!about.isFile() || about.size > LARGEST_FILE || about.size < 100) continue;
    const document = documentOf(file, await readFile(path, 'utf8'), chunks - made);
    made += document.chunks.length;
    yield document;
  }
}

function documentOf(path: string, text: string, most: number): SourceDocument {
  const lines = text.replaceAll('\0', '').split('\n');
  const starts = Array.from({ length: Math.ceil(lines.length / LINES) }, (_, n) => n * LINES).slice(0, most);
  const chunks = starts.map((start) => {
    const part = lines
      .slice(start, start + LINES)
      .join('\n')
      .slice(0, 4_000);
    const symbol = /(?:function|class|interface|const|def)\s+(\w+)/.exec(part)?.[1];
    const place = { path, symbol, lang: languages[extname(path)], kind: symbol ? 'function' : 'text' };
    return { key: String(start), title: symbol ?? path, text: part, startLine: start + 1, endLine: start + LINES, ...place };
  });
  return { key: path, title: path, version: String(text.length), updatedAt: '2026-01-01T00:00:00.000Z', chunks };
}
