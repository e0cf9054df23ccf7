import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalDeployment } from './support/local-deployment.ts';
import { SteadyLoad, type LoadFigures } from './support/steady-load.ts';

const proof = Boolean(process.env['SKEIN_PROOF']);
const ROUNDS = proof ? 5 : 1;
const WAITS = ['stored', 'logged', 'stored', 'logged', 'stored', 'logged', 'stored', 'logged'] as const;

describe('a deployment with two of each', () => {
  let deployment: LocalDeployment;
  let load: SteadyLoad;

  beforeAll(async () => {
    deployment = await LocalDeployment.start('--replicas', 'command-service=2,event-store=2');
    load = SteadyLoad.start(deployment.info.gateway, await deployment.key(), WAITS);
    await load.answers(400);
  }, 120_000);
  afterAll(async () => {
    await load?.stop();
    await deployment?.stop();
  });

  /** What callers notice while a replica ends and another one takes its place. */
  async function whileEnding(name: string, signal: NodeJS.Signals): Promise<LoadFigures> {
    const pid = (await deployment.pids())[name]!;
    load.begin();
    process.kill(pid, signal);
    while ((await deployment.pids())[name] === pid) await load.answers(10);
    while (!(await deployment.isReady())) await load.answers(10);
    await load.answers(400);
    const figures = load.begin();
    if (proof) process.stderr.write(`${name} ${signal}: ${JSON.stringify(figures)}\n`);
    return figures;
  }

  it.each(proof ? ['command-service', 'command-service-2', 'event-store', 'event-store-2'] : ['command-service'])(
    'answers every command while %s is stopped',
    async (name) => {
      for (let round = 0; round < ROUNDS; round++) {
        const { failed, longestMs } = await whileEnding(name, 'SIGTERM');
        expect(failed).toEqual({});
        if (proof) expect(longestMs).toBeLessThan(300);
      }
    },
  );

  it.each(proof ? ['command-service', 'command-service-2', 'event-store', 'event-store-2'] : ['event-store-2'])(
    'answers again when %s was killed',
    async (name) => {
      for (let round = 0; round < ROUNDS; round++) {
        const { failed, longestMs } = await whileEnding(name, 'SIGKILL');
        expect(failed).toEqual({});
        if (proof) expect(longestMs).toBeLessThan(4_000);
      }
    },
  );
});
