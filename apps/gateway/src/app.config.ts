import { configOf } from '@skein/platform';
import { z } from 'zod';

const address = (service: string) => z.url({ protocol: /^https?$/ }).describe(`the address of ${service}, such as http://127.0.0.1:4001`);

export class GatewayConfig extends configOf({
  COMMAND_SERVICE_URL: address('the command-service'),
  EVENT_STORE_URL: address('the event-store'),
  AGENT_REGISTRY_URL: address('the agent-registry'),
  RAG_INDEXER_URL: address('the rag-indexer'),
  MEMORY_URL: address('memory'),
}) {}
