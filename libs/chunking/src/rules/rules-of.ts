import type { ParsedLanguage } from '../grammars.ts';
import { ecmascript } from './ecmascript.rules.ts';
import { go } from './go.rules.ts';
import { java } from './java.rules.ts';
import type { LanguageRules } from './language-rules.ts';
import { python } from './python.rules.ts';
import { rust } from './rust.rules.ts';

export const rulesOf: Readonly<Record<ParsedLanguage, LanguageRules>> = {
  typescript: ecmascript,
  tsx: ecmascript,
  javascript: ecmascript,
  python,
  go,
  java,
  rust,
};
