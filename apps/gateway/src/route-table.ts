export type ServiceName = 'command-service' | 'event-store' | 'agent-registry' | 'rag-indexer' | 'memory';

/** `*` is one segment, a last `**` any number of them. The first line that fits wins, so what is special comes first. */
const table: readonly (readonly [methods: string, pattern: string, service: ServiceName])[] = [
  ['POST', '/v1/commands', 'command-service'],
  ['GET POST', '/v1/dead-letters/**', 'command-service'],
  ['POST', '/v1/workflows', 'command-service'],
  ['POST', '/v1/workflows/*/*', 'command-service'],
  ['GET', '/v1/workflows/*/commands/*', 'command-service'],
  ['GET', '/v1/workflows/**', 'event-store'],
  ['GET', '/v1/approvals/**', 'event-store'],
  ['GET', '/v1/events/**', 'event-store'],
  ['GET', '/v1/log/**', 'event-store'],
  ['POST', '/v1/tasks/poll', 'event-store'],
  ['GET PUT', '/v1/artifacts/*', 'event-store'],
  ['GET POST PUT PATCH DELETE', '/v1/agents/**', 'agent-registry'],
  ['GET POST PUT PATCH DELETE', '/v1/threads/**', 'memory'],
  ['POST', '/v1/search', 'rag-indexer'],
  ['POST', '/v1/context', 'rag-indexer'],
  ['POST', '/v1/webhooks/linear/*', 'rag-indexer'],
  ['GET POST PUT PATCH DELETE', '/v1/index/**', 'rag-indexer'],
];

const routes = table.map(([methods, pattern, service]) => ({ methods: methods.split(' '), pattern: segmentsOf(pattern), service }));

// Most requests are for few addresses.
const fixed: ReadonlyMap<string, ServiceName> = new Map(
  routes.flatMap(({ methods, pattern, service }) =>
    pattern.some((part) => part.startsWith('*')) ? [] : methods.map((method) => [`${method} /${pattern.join('/')}`, service] as const),
  ),
);

/** The service that answers a request, or `undefined` when none does. HEAD goes where GET goes. */
export function serviceFor(method: string, path: string): ServiceName | undefined {
  const known = fixed.get(`${method} ${path}`);
  if (known) return known;
  const segments = segmentsOf(path);
  if (!segments.every(isPlain)) return undefined;
  const asked = method === 'HEAD' ? 'GET' : method;
  return routes.find(({ methods, pattern }) => methods.includes(asked) && fits(pattern, segments))?.service;
}

const lasting: ReadonlySet<string> = new Set(['/v1/events/stream', '/v1/tasks/poll']);

/** Whether the answer may go on for as long as the caller waits. */
export const isLasting = (url: string): boolean => lasting.has(url.split('?', 1)[0]!);

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  const open = pattern.at(-1) === '**';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  if (open ? segments.length < fixed.length : segments.length !== fixed.length) return false;
  return fixed.every((part, index) => part === '*' || part === segments[index]);
}

/** Nothing that a service behind us could read as another path than we did. */
function isPlain(segment: string): boolean {
  try {
    const decoded = decodeURIComponent(segment);
    return decoded !== '' && decoded !== '.' && decoded !== '..' && !/[/\\\u0000-\u001f]/.test(decoded);
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

function segmentsOf(path: string): string[] {
  return path.split('/').slice(1);
}
