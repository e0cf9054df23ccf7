import type { OpenApiDocument } from '@skein/platform';
import { serviceFor, type ServiceName } from '../route-table.ts';

type ServiceDocument = Pick<OpenApiDocument, 'paths' | 'components'>;

export type Told = ReadonlyMap<ServiceName, ServiceDocument | undefined>;

/**
 * The gateway's own document with the routes that it sends to each service. `x-skein-missing` names the services that told nothing;
 * `x-skein-differing` names schemas of which services have other versions (the first one stays).
 */
export function mergedDocument(own: OpenApiDocument, told: Told): OpenApiDocument {
  const paths = Object.fromEntries(Object.entries(own.paths).map(([path, operations]) => [path, { ...operations }]));
  const schemas = { ...own.components.schemas };
  const differing = new Set<string>();
  for (const [service, document] of told) {
    for (const [path, operations] of Object.entries(document?.paths ?? {}))
      for (const [method, operation] of Object.entries(operations))
        if (serviceFor(method.toUpperCase(), path) === service) (paths[path] ??= {})[method] = operation;
    for (const [id, schema] of Object.entries(document?.components.schemas ?? {}))
      // made by the same code from the same contracts, equal schemas are equal to the letter
      if (JSON.stringify((schemas[id] ??= schema)) !== JSON.stringify(schema)) differing.add(id);
  }
  const missing = [...told].flatMap(([service, document]) => (document ? [] : [service]));
  return {
    ...own,
    info: { ...own.info, description: description(missing, [...differing]) },
    paths,
    components: { ...own.components, schemas },
    'x-skein-missing': missing,
    'x-skein-differing': [...differing],
  };
}

function description(missing: readonly string[], differing: readonly string[]): string {
  return [
    'The routes of all services behind this address.',
    ...(missing.length ? [`Not listed are those of ${missing.join(', ')}, which gave no description when asked a moment ago.`] : []),
    ...(differing.length ? [`Services of different versions are running; they differ in ${differing.join(', ')}.`] : []),
  ].join(' ');
}
