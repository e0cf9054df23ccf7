import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalDeployment } from './support/local-deployment.ts';

// All of them in `npm run proof`; here those that hold the truth.
const targets = process.env.SKEIN_PROOF
  ? ['command-service', 'event-store', 'agent-registry', 'rag-indexer', 'memory', 'gateway', 'kafka', 'postgres', 'historian']
  : ['command-service', 'event-store', 'kafka', 'postgres'];
const folder = fileURLToPath(new URL('../libs/contracts', import.meta.url));

describe('the survey', () => {
  let deployment: LocalDeployment;
  beforeAll(async () => {
    deployment = await LocalDeployment.start();
  }, 120_000);
  afterAll(() => deployment?.stop(), 60_000);

  const survey = async (...args: string[]) => {
    const report = join(deployment.home, `survey-${args.at(-1)}.md`);
    const ended = await deployment.skein('demo', 'survey', folder, '--yes', '--json', '--report', report, ...args);
    if (ended.code !== 0) throw new Error(`the demo ended with ${ended.code}:\n${ended.err}`);
    return { result: JSON.parse(ended.out) as Record<string, unknown>, text: await readFile(report, 'utf8'), err: ended.err };
  };

  it.each(targets)(
    'ends right when %s is killed in the middle, with nothing lost or doubled',
    async (name) => {
      const { result, text } = await survey('--kill', name);
      expect(result).toMatchObject({ status: 'completed', turns: 4, found: true });
      expect(text).toContain('# Survey of contracts');
      const verified = await deployment.skein('verify', '--json');
      expect(verified).toMatchObject({ code: 0 });
    },
    180_000,
  );
});
