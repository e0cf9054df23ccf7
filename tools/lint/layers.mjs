/**
 * The layers, as docs/architecture.md draws them. `uses`: other workspaces. `drivers`: packages that nobody else may import.
 * `pure`: no clock, no randomness, no input or output; of Node's own modules only those named in `builtins`.
 */
export const layers = {
  contracts: { uses: [], pure: true, packages: ['zod'] },
  domain: { uses: ['contracts'], pure: true },
  retrieval: { uses: ['contracts'], pure: true },
  chunking: { uses: ['contracts', 'retrieval'], drivers: ['web-tree-sitter'] },
  log: { uses: ['contracts'], pure: true, builtins: ['node:crypto'] },
  kafka: { uses: ['contracts', 'domain', 'log', 'retrieval'], drivers: ['kafkajs'] },
  postgres: { uses: ['contracts', 'domain', 'log', 'retrieval'], drivers: ['pg', 'typeorm'] },
  'vector-index': { uses: ['contracts', 'domain', 'log', 'retrieval'], drivers: ['@qdrant/js-client-rest'] },
  platform: { uses: ['contracts', 'log'], nest: true },
  client: { uses: ['contracts', 'log', 'kafka'] },
  service: { uses: ['contracts', 'log', 'kafka', 'postgres', 'platform', 'client'], nest: true },
  local: { uses: [], drivers: ['pg'], environment: true },
  testing: {
    uses: [
      'contracts',
      'domain',
      'log',
      'retrieval',
      'chunking',
      'kafka',
      'postgres',
      'vector-index',
      'platform',
      'client',
      'service',
      'local',
    ],
    environment: true,
  },
  app: {
    uses: [
      'contracts',
      'domain',
      'log',
      'retrieval',
      'chunking',
      'kafka',
      'postgres',
      'vector-index',
      'platform',
      'client',
      'service',
      'local',
    ],
    nest: true,
  },
};

/** Where the files of a layer are. */
export const filesOf = (layer) => (layer === 'app' ? 'apps/*/src' : layer === 'local' ? 'deploy/local/src' : `libs/${layer}/src`);

/** Exempt from the table: they may use anything, and only they may use `@skein/testing`. */
export const testFiles = ['**/*.spec.ts', '**/*.fixture.ts', 'apps/*/test/**', 'test/**'];

/** The table as `@nx/enforce-module-boundaries` takes it. */
export const dependencyConstraints = Object.entries(layers).map(([layer, { uses }]) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: uses.map((one) => `layer:${one}`),
}));
