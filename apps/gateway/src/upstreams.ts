import type { GatewayConfig } from './app.config.ts';
import type { ServiceName } from './route-table.ts';

/** Where each service is: the addresses of its replicas, at least one. */
export const upstreamsOf = (config: GatewayConfig): Readonly<Record<ServiceName, readonly string[]>> => ({
  'command-service': config.COMMAND_SERVICE_URL,
  'event-store': config.EVENT_STORE_URL,
  'agent-registry': config.AGENT_REGISTRY_URL,
  'rag-indexer': config.RAG_INDEXER_URL,
  memory: config.MEMORY_URL,
});
