import { murmur3 } from '@skein/retrieval';
import type { Chunk } from './chunk.ts';
import { Places } from './places.ts';
import type { Unit } from './syntax/unit.ts';

/** In UTF-16 units; a line that begins with more is not looked at for every chunk of it. */
const DEEPEST_INDENTATION = 200;

/** Chunks of units: whole lines where nothing else stands before them, no white space around, none that is empty. */
export function chunksOf(units: readonly Unit[], text: string): Chunk[] {
  const places = new Places(text);
  const shared = sharedNames(units);
  const used = new Map<string, number>();
  const chunks: Chunk[] = [];
  for (const unit of units) {
    const range = trimmed(unit, text, places);
    if (!range) continue;
    const content = text.slice(range.start, range.end);
    const { kind, symbol, signature, doc, imports, part } = unit;
    const key = keyOf(unit, content, shared);
    const earlier = used.get(key) ?? 0;
    used.set(key, earlier + 1);
    chunks.push({
      key: earlier === 0 ? key : `${key}~${earlier + 1}`,
      kind,
      ...(symbol === undefined ? {} : { symbol }),
      ...(signature ? { signature } : {}),
      ...(doc ? { doc } : {}),
      ...(imports ? { imports } : {}),
      ...(part ? { part } : {}),
      lines: [places.lineOf(range.start), places.lineOf(range.end - 1)],
      bytes: [places.byteOf(range.start), places.byteOf(range.end)],
      text: content,
    });
  }
  return chunks;
}

function trimmed({ start, end }: Unit, text: string, places: Places) {
  const content = text.slice(start, end);
  const last = start + content.trimEnd().length;
  const first = start + content.length - content.trimStart().length;
  if (first >= last) return undefined;
  const lineStart = places.lineStart(places.lineOf(first));
  const indented = first - lineStart <= DEEPEST_INDENTATION && text.slice(lineStart, first).trim() === '';
  return { start: indented ? lineStart : first, end: last };
}

const nameOf = ({ kind, symbol }: Unit): string => `${kind}:${symbol}`;

/** Names that several units have: overloads, implementations of several traits. Their signatures tell them apart. */
function sharedNames(units: readonly Unit[]): ReadonlySet<string> {
  const [once, again] = [new Set<string>(), new Set<string>()];
  for (const unit of units) {
    if (unit.symbol === undefined || (unit.part && unit.part.number > 1)) continue;
    const name = nameOf(unit);
    (once.has(name) ? again : once).add(name);
  }
  return again;
}

/** What has no name is named by what it says; but a file has only one head. */
function keyOf(unit: Unit, content: string, shared: ReadonlySet<string>): string {
  if (unit.kind === 'module') return 'module:';
  if (unit.symbol === undefined) return `${unit.kind}:${murmur3(content).toString(36)}`;
  const name = nameOf(unit);
  const apart = shared.has(name) && unit.signature ? `(${murmur3(unit.signature).toString(36)})` : '';
  return `${name}${apart}${unit.part ? `/${unit.part.number}` : ''}`;
}
