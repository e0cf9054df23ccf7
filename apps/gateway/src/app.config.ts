import { configOf } from '@skein/platform';
import { z } from 'zod';

const addresses = (service: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((address) => address.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/ })).min(1))
    .describe(`the address of ${service}, such as http://127.0.0.1:4001, or those of its replicas, separated by commas`);

export class GatewayConfig extends configOf({
  COMMAND_SERVICE_URL: addresses('the command-service'),
  EVENT_STORE_URL: addresses('the event-store'),
  AGENT_REGISTRY_URL: addresses('the agent-registry'),
  RAG_INDEXER_URL: addresses('the rag-indexer'),
  MEMORY_URL: addresses('memory'),
}) {}
