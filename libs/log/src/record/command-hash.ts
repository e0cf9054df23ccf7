import { canonicalJson } from './canonical-json.ts';
import { recordHash } from './hash.ts';

/** What makes two commands with one id the same command: everything the caller decides, before defaults are filled in. */
export interface CommandContent {
  type: string;
  stream: string;
  expectedVersion?: number | undefined;
  data: unknown;
}

/** The RFC 8785 (JSON Canonicalization Scheme) form of the content. Throws a TypeError where there is none. */
export function commandText({ type, stream, expectedVersion, data }: CommandContent): string {
  const text = canonicalJson({ type, stream, expectedVersion: expectedVersion ?? null, data: data ?? null });
  if (text === undefined) throw new TypeError('a command without content has no hash');
  return text;
}

/** SHA-256 over {@link commandText}. */
export const commandHash = (content: CommandContent): string => recordHash(commandText(content));
