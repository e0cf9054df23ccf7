import { describe, expect, it } from '@jest/globals';
import { explore, smallScenarios } from '@skein/testing/exploration';

describe('every interleaving within a small bound', () => {
  it.each(smallScenarios)('keeps the promises: $name', (scenario) => {
    const { violation, complete, states } = explore(scenario);
    expect([violation?.what, ...(violation?.story ?? [])].join('\n  ')).toBe('');
    expect(complete).toBe(true);
    expect(states).toBeGreaterThan(400);
  });
});
