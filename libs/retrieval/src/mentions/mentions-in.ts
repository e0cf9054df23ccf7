/** How files end that are a module of a language. */
export const moduleEndings: readonly string[] = 'c cc cpp cs go java js jsx kt mjs php py rb rs scala swift ts tsx'.split(' ');

/** What Rust calls the module itself, and those around it. */
const RELATIVE: ReadonlySet<string> = new Set(['crate', 'self', 'super']);

/** What is named with one of these is a file. */
const ENDINGS_OF_FILES: ReadonlySet<string> = new Set([
  ...moduleEndings,
  ...['css', 'html', 'json', 'lock', 'md', 'sh', 'sql', 'toml', 'txt', 'xml', 'yaml', 'yml'],
]);

/** What a text names so exactly that it can be looked up. */
export interface Mentions {
  /** Names of symbols as written, `::` and `#` turned into `.`, without `()`: `OrderStore.append`, `max_depth`, `parseHttpURL`. */
  symbols: readonly string[];
  /**
   * Modules, packages and classes that a name with parts leads through, as paths without an ending: `flask.app.Flask` is `flask/app/Flask` or
   * something in `flask/app`, `crate::routing::get` is in `routing`.
   */
  modules: readonly string[];
  /** Paths and file names as written, without `./` before them: `src/orders/store.ts`, `store.ts`. */
  paths: readonly string[];
}

const MOST = 50;
const MOST_MODULES = 10;
const LONGEST = 300;
const AROUND = /^[`'"([{<]+|[`'"\])}>,;:!?.]+$/g;
/** A line, a column. */
const PLACE = /(:\d+){1,2}$/;
const FILE = /^[\w.@-]{2,}\.[a-z][a-z0-9]{0,4}$/i;
const PATH = /^\.{0,2}\/?[\w.@+-]+(\/[\w.@+-]+)+\/?$/;
const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*((\.|::|#)[\p{L}_$][\p{L}\p{N}_$]*)*$/u;
// A change of case inside, an underscore, or parts: prose has none of them.
const TELLING = /\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}|[\p{L}\p{N}]_|_[\p{L}\p{N}]|[.#]|::/u;

/**
 * Symbols and paths that a query mentions: words of a form that only names have, and what stands in backticks or before `()`. At most 50 of
 * each. Linear in the text.
 */
export function mentionsIn(text: string): Mentions {
  const [symbols, paths] = [new Set<string>(), new Set<string>()];
  for (const word of text.split(/\s+/)) {
    if (word.length > LONGEST) continue;
    const called = /\(\)[^\w]*$/.test(word);
    const quoted = word.includes('`');
    const bare = word.replace(AROUND, '').replace(/\($/, '').replace(AROUND, '').replace(PLACE, '');
    if (PATH.test(bare) && (bare.includes('.') || bare.split('/').length > 2 || quoted)) paths.add(bare.replace(/^\.{0,2}\/|\/$/g, ''));
    else if (NAME.test(bare) && (called || quoted || TELLING.test(bare))) symbols.add(bare.replace(/::|#/g, '.'));
    if (FILE.test(bare)) paths.add(bare);
  }
  const modules = new Set([...symbols].flatMap(modulesOf));
  return { symbols: [...symbols].slice(0, MOST), modules: [...modules].slice(0, MOST_MODULES), paths: [...paths].slice(0, MOST) };
}

/** The whole name, and of a longer one what it is in: of `OrderStore.append` that would be any file of that name. */
function modulesOf(name: string): string[] {
  const parts = name.split('.');
  while (RELATIVE.has(parts[0]!)) parts.shift();
  if (parts.length < 2 || ENDINGS_OF_FILES.has(parts.at(-1)!)) return [];
  const whole = parts.join('/');
  return parts.length === 2 ? [whole] : [whole, parts.slice(0, -1).join('/')];
}
