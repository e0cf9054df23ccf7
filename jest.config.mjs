import { swcOptions } from './swc.config.mjs';

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/{libs,apps,deploy,test,tools}/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.skein/', '<rootDir>/.nx/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swcOptions, jsc: { ...swcOptions.jsc, rewriteRelativeImportExtensions: false } }] },
  testEnvironmentOptions: { customExportConditions: ['skein-source', 'node', 'node-addons'] },
  testTimeout: 60_000,
};
