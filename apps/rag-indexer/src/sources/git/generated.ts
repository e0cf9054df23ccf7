import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Git } from './git.ts';

/** Names of files that programs write. */
const names = new RegExp(
  [
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|Cargo\.lock|poetry\.lock|uv\.lock|go\.sum|composer\.lock|Gemfile\.lock|flake\.lock)$/,
    /(?:^|\/)(?:node_modules|bower_components|__pycache__|__snapshots__)\//,
    /\.min\.(?:js|css|mjs)$/,
    /\.(?:js|mjs|cjs|css)\.map$/,
    /\.(?:pb\.go|pb\.cc|pb\.h|g\.dart|designer\.cs)$/,
    /_pb2(?:_grpc)?\.pyi?$/,
    /\.snap$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

export const isGeneratedByName = (path: string): boolean => names.test(path);

/** Paths that the repository's own attributes mark as `linguist-generated`. */
export async function markedAsGenerated(git: Git, commit: string, paths: readonly string[]): Promise<Set<string>> {
  if (!paths.some((path) => path === '.gitattributes' || path.endsWith('/.gitattributes'))) return new Set();
  const folder = await mkdtemp(join(tmpdir(), 'skein-attributes-'));
  try {
    // Attributes are looked up in an index: one of its own, so that the repository's is left alone.
    const more = { GIT_INDEX_FILE: join(folder, 'index') };
    await git.text(['read-tree', commit], { more });
    const input = paths.map((path) => `${path}\0`).join('');
    return await marked(git.fields(['check-attr', '--cached', '-z', '--stdin', 'linguist-generated'], { input, more }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function marked(fields: AsyncIterable<Buffer>): Promise<Set<string>> {
  const paths = new Set<string>();
  let triple: string[] = [];
  for await (const field of fields) {
    triple.push(field.toString('utf8'));
    if (triple.length < 3) continue;
    const [path, , value] = triple;
    if (value === 'set' || value === 'true') paths.add(path!);
    triple = [];
  }
  return paths;
}
