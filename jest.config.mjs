import { registerHooks } from 'node:module';
import { swcOptions } from './swc.config.mjs';

// Set-up and tear-down of a run are loaded by Node itself, outside of jest's resolver: they too see the sources, not what was built last.
registerHooks({
  resolve: (specifier, context, next) => next(specifier, { ...context, conditions: [...(context.conditions ?? []), 'skein-source'] }),
});

// A run of `npm run proof` that shows that a guard is needed takes it out of the sources.
const transform = process.env.SKEIN_WITHOUT_GUARD ? '<rootDir>/tools/guards/transform.mjs' : '@swc/jest';

const every = '<rootDir>/{libs,apps,deploy,test,tools}/**';

/** @type {import('jest').Config} */
const shared = {
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.skein/', '<rootDir>/.nx/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': [transform, { ...swcOptions, jsc: { ...swcOptions.jsc, rewriteRelativeImportExtensions: false } }] },
  testEnvironmentOptions: { customExportConditions: ['skein-source', 'node', 'node-addons'] },
};

/** Two projects, so that broker and database are started once, and only when a file that needs them is going to run. */
export default {
  testTimeout: 60_000,
  // The tests wait for a broker and a database more than they compute.
  maxWorkers: 2,
  projects: [
    { ...shared, displayName: 'pure', testMatch: [`${every}/*.spec.ts`, '!**/*.{int,e2e}.spec.ts'] },
    {
      ...shared,
      displayName: 'real',
      testMatch: [`${every}/*.{int,e2e}.spec.ts`],
      globalSetup: '<rootDir>/libs/testing/src/stack/global-setup.ts',
      globalTeardown: '<rootDir>/libs/testing/src/stack/global-teardown.ts',
    },
  ],
};
