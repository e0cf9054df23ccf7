import canonicalize from 'canonicalize';

/** A list this short is put in order faster, and without memory, by moving its elements one by one. */
const SHORT = 16;
/** Deeper values are left to the library, which needs no stack for them. */
const DEEP = 100;

/**
 * The RFC 8785 (JSON Canonicalization Scheme) form of a value, or `undefined` for one that JSON has no form of. Values as a parser makes them are
 * written here, with a quarter of the time and memory that the library takes; all others are left to it, and it throws what it throws.
 */
export const canonicalJson = (value: unknown): string | undefined => plainText(value, DEEP) ?? canonicalize(value);

/** `undefined`: not plain. */
function plainText(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : undefined;
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || depth === 0) return undefined;
  if (Array.isArray(value)) return textOfList(value, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? textOfMembers(value as Record<string, unknown>, depth) : undefined;
}

function textOfList(list: readonly unknown[], depth: number): string | undefined {
  let text = '[';
  for (let i = 0; i < list.length; i++) {
    const element = plainText(list[i], depth - 1);
    if (element === undefined) return undefined;
    text += i === 0 ? element : `,${element}`;
  }
  return `${text}]`;
}

function textOfMembers(members: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  let text = '{';
  for (const name of inOrder(Object.keys(members))) {
    if (members[name] === undefined) continue;
    const member = plainText(members[name], depth - 1);
    const key = quoted(name);
    if (member === undefined || key === undefined) return undefined;
    text += `${text.length === 1 ? '' : ','}${key}:${member}`;
  }
  return `${text}}`;
}

function quoted(text: string): string | undefined {
  if (isOrdinary(text)) return `"${text}"`;
  return text.isWellFormed() ? JSON.stringify(text) : undefined;
}

const [BLANK, QUOTE, BACKSLASH, TILDE] = [0x20, 0x22, 0x5c, 0x7e];

/** Short, and of characters that JSON writes as they are: told in less time than the library takes to write it. */
function isOrdinary(text: string): boolean {
  if (text.length > 3 * SHORT) return false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < BLANK || unit > TILDE || unit === QUOTE || unit === BACKSLASH) return false;
  }
  return true;
}

/** By UTF-16 code units, as the scheme asks, and as JavaScript compares. */
function inOrder(names: string[]): string[] {
  if (names.length > SHORT) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i]!;
    let at = i;
    for (; at > 0 && names[at - 1]! > name; at--) names[at] = names[at - 1]!;
    names[at] = name;
  }
  return names;
}
