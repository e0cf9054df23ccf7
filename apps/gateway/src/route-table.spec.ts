import { describe, expect, it } from '@jest/globals';
import { serviceFor } from './route-table.ts';

describe('the route table', () => {
  it.each([
    ['POST', '/v1/commands', 'command-service'],
    ['POST', '/v1/workflows', 'command-service'],
    ['POST', '/v1/workflows/w1/claim-step', 'command-service'],
    ['GET', '/v1/workflows/w1/commands/c1', 'command-service'],
    ['GET', '/v1/workflows', 'event-store'],
    ['HEAD', '/v1/workflows', 'event-store'],
    ['GET', '/v1/workflows/w1', 'event-store'],
    ['GET', '/v1/workflows/commands', 'event-store'],
    ['GET', '/v1/workflows/w1/commands', 'event-store'],
    ['GET', '/v1/workflows/w1/events', 'event-store'],
    ['GET', '/v1/approvals', 'event-store'],
    ['GET', '/v1/events/stream', 'event-store'],
    ['GET', '/v1/log/partitions', 'event-store'],
    ['POST', '/v1/tasks/poll', 'event-store'],
    ['PUT', '/v1/artifacts/abc', 'event-store'],
    ['GET', '/v1/artifacts/abc', 'event-store'],
    ['POST', '/v1/agents', 'agent-registry'],
    ['DELETE', '/v1/agents/a1', 'agent-registry'],
    ['POST', '/v1/agents/a1/heartbeat', 'agent-registry'],
    ['GET', '/v1/threads', 'memory'],
    ['POST', '/v1/threads/t%3A1/turns', 'memory'],
    ['POST', '/v1/search', 'rag-indexer'],
    ['GET', '/v1/index/task_context', 'rag-indexer'],
    ['POST', '/v1/webhooks/linear/main', 'rag-indexer'],
  ])('%s %s → %s', (method, path, service) => expect(serviceFor(method, path)).toBe(service));

  it.each([
    ['GET', '/v1/commands'],
    ['DELETE', '/v1/workflows/w1'],
    ['POST', '/v1/workflows/w1'],
    ['POST', '/v1/workflows/w1/a/b'],
    ['POST', '/v1/artifacts/abc'],
    ['GET', '/v1/artifacts'],
    ['GET', '/v1/search'],
    ['GET', '/v1/webhooks/linear/main'],
    ['POST', '/v1/webhooks/linear'],
    ['GET', '/v1/agentsandmore'],
    ['GET', '/v1/nothing'],
    ['GET', '/v2/workflows'],
    ['GET', '/v1/workflows/'],
    ['GET', '/v1//workflows'],
    ['GET', '/v1/agents/../log/records'],
    ['GET', '/v1/agents/%2e%2e/log/records'],
    ['GET', '/v1/agents/x%2f..%2f..%2flog'],
    ['GET', '/v1/agents/x%5c..'],
    ['GET', '/v1/agents/%00'],
    ['GET', '/v1/agents/%zz'],
  ])('%s %s → nobody', (method, path) => expect(serviceFor(method, path)).toBeUndefined());
});
