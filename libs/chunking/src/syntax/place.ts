import type { ChunkKind } from '../chunk.ts';
import type { LanguageRules } from '../rules/language-rules.ts';

/** Where a walk is: in a file, or in the body of something that is too large for one chunk. */
export interface Place {
  rules: LanguageRules;
  text: string;
  /** Of a chunk, in UTF-16 units. */
  max: number;
  /** Qualified name and kind of what the walk is inside of: empty and `module` in the file itself. */
  within: string;
  kind: ChunkKind;
  depth: number;
}
