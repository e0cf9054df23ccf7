import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { layers } from './layers.mjs';

const drivers = [...new Set(Object.values(layers).flatMap((layer) => layer.drivers ?? []))];
const apps = readdirSync(new URL('../../apps', import.meta.url)).map((name) => `@skein/${name}`);
const escaped = (name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const packages = (names, message) => ({ regex: `^(${names.map(escaped).join('|')})(/|$)`, message });

const foreignDrivers = (own = [], typeorm = false) => drivers.filter((name) => !own.includes(name) && !(typeorm && name === 'typeorm'));

/** What the files of a layer may not import, as `no-restricted-imports` takes it. */
export function importBans(layer, { drivers: own = [], nest, pure, builtins = [], packages: only }, { typeorm = false } = {}) {
  const patterns = [
    packages(foreignDrivers(own, typeorm), `${layer}: a driver is imported by the one library that adapts it, and by nobody else.`),
    packages(apps, 'An app is imported by nobody; what two of them need is a library.'),
    ...(nest ? [] : [packages(['@nestjs'], `${layer}: Nest is for apps and platform.`)]),
    ...(pure ? [packages(['typeorm', 'rxjs', 'pino', 'fastify', 'undici'], `${layer}: pure.`)] : []),
    ...(only
      ? [{ regex: `^(?!(${only.map(escaped).join('|')})(/|$)|\\.)`, message: `${layer}: imports nothing but ${only.join(', ')}.` }]
      : []),
    ...(layer === 'testing' ? [] : [packages(['@skein/testing'], 'Only test files may use @skein/testing.')]),
  ];
  const node = pure ? builtinModules.flatMap((name) => [name, `node:${name}`]).filter((name) => !builtins.includes(name)) : [];
  const paths = [
    ...node.map((name) => ({ name, message: `${layer}: pure, so no ${name}; what it needs comes in as an argument.` })),
    ...(pure && builtins.includes('node:crypto')
      ? [
          {
            name: 'node:crypto',
            importNames: ['randomUUID', 'randomBytes', 'randomInt', 'webcrypto'],
            message: `${layer}: random bytes come in as inputs.`,
          },
        ]
      : []),
    ...(typeorm ? [{ name: 'typeorm', importNames: ['DataSource'], message: 'Connections are made by @skein/postgres.' }] : []),
  ];
  return ['error', { paths, patterns }];
}

/** The same for `import('…')`, which that rule does not see. */
export const dynamicImportBan = ({ drivers: own }) => ({
  selector: `ImportExpression[source.value=/^(${[...foreignDrivers(own), ...apps, '@skein/testing'].map((name) => name.replaceAll('/', '.')).join('|')})/]`,
  message: 'Importing late is importing.',
});

const outside = ['process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'crypto', 'navigator'];

/** Rules of a pure layer beside its imports: no clock, no randomness, no process. */
export const purityRules = (layer) => ({
  'no-restricted-globals': [
    'error',
    ...outside.map((name) => ({ name, message: `${layer}: pure; what it needs comes in as an argument.` })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: `${layer}: time comes in as an argument.` },
    { object: 'Math', property: 'random', message: `${layer}: random numbers come in as arguments.` },
    { object: 'globalThis', property: 'process', message: `${layer}: pure.` },
  ],
});

export const puritySyntax = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pure: time comes in as an argument.' },
  { selector: "CallExpression[callee.name='Date']", message: 'Pure: time comes in as an argument.' },
  { selector: 'ImportExpression', message: 'Pure: what is imported is seen at the top of the file.' },
];
