const ofApp: Record<string, readonly string[]> = {
  // What is in flight outlives a young generation of the default size, and is copied twice before it is garbage.
  'command-service': ['--max-semi-space-size=32'],
  'event-store': ['--max-semi-space-size=32'],
  // It keeps much and allocates little beside it; V8 would collect all of it each time when a tenth has come.
  'rag-indexer': ['--heap-growing-percent=100'],
  // Nearly all that it allocates is outside of V8's heap, and a heap so small would be collected whole every second or two.
  gateway: ['--heap-growing-percent=100'],
};

/** How Node runs an app, which may be one of several replicas (`event-store-2`). */
export const nodeFlags = (app: string): string[] => ['--enable-source-maps', ...(ofApp[app.replace(/-\d+$/, '')] ?? [])];
