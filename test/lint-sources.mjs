// Reads [{ file, code }] from standard input, lints each source as if it were that file, and prints the rules that refuse it.
import { ESLint } from 'eslint';
import { json } from 'node:stream/consumers';
import tseslint from 'typescript-eslint';

const { rules, languageOptions } = tseslint.configs.disableTypeChecked;
// the sources are no files, so nothing can tell their types
const eslint = new ESLint({ overrideConfig: { files: ['**/*.ts'], rules, languageOptions } });

const found = [];
for (const { file, code } of await json(process.stdin)) {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: file });
  found.push(result.messages.map(({ ruleId, message }) => ruleId ?? message));
}
process.stdout.write(JSON.stringify(found));
