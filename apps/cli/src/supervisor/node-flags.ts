/**
 * Twice the room for what is young: what is in flight outlives a young generation of the default size, and is copied twice before it is garbage.
 * And all is collected only when the rest has doubled: V8 by itself lets a process that allocates little grow by a tenth.
 */
const muchInFlight = ['--max-semi-space-size=32', '--heap-growing-percent=100'];

/** A large young generation makes V8 collect all again and again where little is old. */
const muchKept = ['--heap-growing-percent=100'];

const ofApp: Record<string, readonly string[]> = {
  'command-service': muchInFlight,
  'event-store': muchInFlight,
  'rag-indexer': muchKept,
};

/** How Node runs an app, which may be one of several replicas (`event-store-2`). */
export const nodeFlags = (app: string): string[] => ['--enable-source-maps', ...(ofApp[app.replace(/-\d+$/, '')] ?? [])];
