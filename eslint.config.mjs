import nx from '@nx/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { dynamicImportBan, importBans, purityRules, puritySyntax } from './tools/lint/import-bans.mjs';
import { dependencyConstraints, filesOf, layers, testFiles } from './tools/lint/layers.mjs';
import { ownRules } from './tools/lint/own-rules.mjs';
import { prepareProjectGraph } from './tools/lint/project-graph.mjs';

await prepareProjectGraph();

const noSleep = "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']";
const noDefault = { selector: 'ExportDefaultDeclaration', message: 'Export by name: one thing has one name everywhere.' };
const noEnvironment = {
  object: 'process',
  property: 'env',
  message: 'The environment is read in *.config.ts and main.ts; from there values are passed on.',
};

const everywhere = {
  plugins: { '@nx': nx, skein: ownRules },
  linterOptions: { noInlineConfig: true },
  rules: {
    'max-lines': ['error', 300],
    'no-empty': 'error',
    'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
    eqeqeq: 'error',
    'skein/file-name': 'error',
    '@typescript-eslint/no-unused-vars': [
      'error',
      { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', ignoreRestSiblings: true },
    ],
    '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
    // a class that only carries decorators is Nest's way to declare a module
    '@typescript-eslint/no-extraneous-class': 'off',
    '@typescript-eslint/no-non-null-assertion': 'off',
  },
};

const typed = {
  files: ['**/*.ts'],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  rules: {
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    '@typescript-eslint/await-thenable': 'error',
  },
};

const sources = {
  files: ['**/*.ts'],
  ignores: testFiles,
  rules: {
    '@nx/enforce-module-boundaries': [
      'error',
      {
        depConstraints: dependencyConstraints,
        // the graph holds what test files use, and they may use everything
        ignoredCircularDependencies: Object.keys(layers)
          .filter((layer) => layer !== 'testing' && layer !== 'app')
          .map((layer) => ['@skein/testing', `@skein/${layer}`]),
      },
    ],
  },
};

function layerConfigs([layer, rules]) {
  const files = [`${filesOf(layer)}/**/*.ts`];
  const syntax = ['no-restricted-syntax', ['error', noDefault, dynamicImportBan(rules), ...(rules.pure ? puritySyntax : [])]];
  return {
    files,
    ignores: testFiles,
    rules: {
      'no-restricted-imports': importBans(layer, rules),
      [syntax[0]]: syntax[1],
      ...(rules.pure ? purityRules(layer) : { 'no-restricted-properties': rules.environment ? 'off' : ['error', noEnvironment] }),
    },
  };
}

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', '.skein/', '.nx/', 'coverage/']),
  tseslint.configs.recommended,
  everywhere,
  typed,
  sources,
  Object.entries(layers).map(layerConfigs),
  {
    files: ['apps/*/src/**/*.entity.ts', 'apps/*/src/**/*.repository.ts', 'apps/*/src/**/migrations/**/*.ts'],
    rules: { 'no-restricted-imports': importBans('app', layers.app, { typeorm: true }) },
  },
  {
    files: ['apps/*/src/**/*.config.ts', 'apps/*/src/main.ts', 'apps/cli/src/**/*.ts', 'libs/*/src/**/environment.config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  // jest loads these two by their default export
  { files: ['libs/testing/src/stack/global-*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: testFiles,
    rules: {
      'no-restricted-syntax': ['error', { selector: noSleep, message: 'Tests wait on conditions, they do not sleep.' }],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'node:timers/promises', importNames: ['setTimeout'], message: 'Tests wait on conditions, they do not sleep.' }] },
      ],
    },
  },
);
