import { Problem } from '@skein/contracts';
import { z } from 'zod';
import type { Route } from './routes.ts';

type Json = Record<string, unknown>;

/** An OpenAPI 3.1 document, as far as apps read each other's. */
export interface OpenApiDocument extends Json {
  info: { title: string; version: string; description?: string };
  /** By path, then by method in lower case. */
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Json; securitySchemes: Json };
}

export interface Operation extends Json {
  operationId: string;
  summary?: string;
}

/** The OpenAPI 3.1 document of routes whose schemas are zod's. Named schemas (`.meta({ id })`) become components. */
export function openApiDocument(app: string, routes: readonly Route[]): OpenApiDocument {
  const components: Json = {};
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output') =>
    hoist(z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json, components, io);
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, schemaOf);
  return {
    openapi: '3.1.0',
    info: { title: `Skein ${app}`, version: '1' },
    paths,
    components: {
      schemas: components,
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key (sk_…); the header X-Api-Key works as well.' } },
    },
  };
}

type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => Json;

function operation(route: Route, schemaOf: SchemaOf): Operation {
  const json = (schema: Json, type = 'application/json') => ({ content: { [type]: { schema } } });
  const answer = route.answer ? json(schemaOf(route.answer.schema, 'output')) : {};
  return {
    operationId: `${route.tag}.${route.name}`,
    tags: [route.tag],
    ...(route.answer?.summary ? { summary: route.answer.summary } : {}),
    security: route.isPublic ? [] : [{ key: [] }],
    parameters: [...parameters(route, 'path', schemaOf), ...parameters(route, 'query', schemaOf)],
    ...(route.body?.schema ? { requestBody: { required: true, ...json(schemaOf(route.body.schema, 'input')) } } : {}),
    responses: {
      [route.status]: { description: 'Done', ...answer },
      default: { description: 'A problem document (RFC 9457)', ...json(schemaOf(Problem, 'output'), 'application/problem+json') },
    },
  };
}

function parameters(route: Route, place: 'path' | 'query', schemaOf: SchemaOf): Json[] {
  const declared = (place === 'path' ? route.params : route.query).flatMap(({ data, schema }) => {
    if (data) return [[data, schema, place === 'path'] as const];
    if (!(schema instanceof z.ZodObject)) return [];
    return Object.entries(schema.shape).map(
      ([name, one]) => [name, one as z.ZodType, !(one as z.ZodType).safeParse(undefined).success] as const,
    );
  });
  return declared.map(([name, schema, required]) => ({ name, in: place, required, schema: schema ? schemaOf(schema, 'input') : {} }));
}

/** Moves `$defs` to the document's components. A schema that differs as input gets a name of its own. */
function hoist({ $defs, $schema: _, ...schema }: Json, components: Json, io: 'input' | 'output'): Json {
  const own = schema['id'] as string | undefined;
  const named: Json = { ...($defs as Json | undefined), ...(own ? { [own]: schema } : {}) };
  const names = Object.fromEntries(Object.keys(named).map((id) => [id, io === 'input' ? `${id}.Input` : id]));
  const relinked = (value: unknown): Json =>
    JSON.parse(JSON.stringify(value, (key, inner) => (key === '$ref' && typeof inner === 'string' ? relink(inner, names) : inner))) as Json;
  for (const [id, one] of Object.entries(named)) components[names[id]!] = relinked(one);
  return own ? { $ref: `#/components/schemas/${names[own]}` } : relinked(schema);
}

const relink = (ref: string, names: Record<string, string>) =>
  ref.replace(/^#\/\$defs\/(.+)$/, (_, id: string) => `#/components/schemas/${names[id] ?? id}`);
