import { describe, expect, it } from '@jest/globals';
import { replicasOf, replicasOption } from './replicas.ts';

describe('the replicas that a person asks for', () => {
  it('are one of each app when nothing is said', () =>
    expect(replicasOf(replicasOption(undefined)).map(({ name }) => name)).toEqual([
      'event-store',
      'command-service',
      'agent-registry',
      'rag-indexer',
      'memory',
      'gateway',
    ]));

  it('have names with numbers, the first as if it were alone', () => {
    const named = replicasOf(replicasOption('command-service=3,event-store=2'));
    expect(named.filter(({ app }) => app === 'command-service').map(({ name }) => name)).toEqual([
      'command-service',
      'command-service-2',
      'command-service-3',
    ]);
    expect(named.filter(({ app }) => app === 'event-store')).toHaveLength(2);
  });

  it.each(['memory=2', 'command-service', 'command-service=0', 'command-service=x', 'event-store=10', 'event-store=1.5'])(
    'are refused as %s',
    (text) => expect(() => replicasOption(text)).toThrow(expect.objectContaining({ code: 'cli.usage' })),
  );
});
