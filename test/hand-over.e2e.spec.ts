import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalDeployment } from './support/local-deployment.ts';
import { SteadyLoad, type LoadFigures } from './support/steady-load.ts';

const proof = Boolean(process.env['SKEIN_PROOF']);
const ROUNDS = proof ? 5 : 1;
// A round takes ten seconds or so.
const WITHIN_MS = 60_000 * ROUNDS;
const WAITS = ['stored', 'logged', 'stored', 'logged', 'stored', 'logged', 'stored', 'logged'] as const;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // there is no such process any more
  }
}

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

  /** What callers notice until others have taken over, and then until the replica is back. */
  async function whileEnding(name: string, signal: NodeJS.Signals): Promise<{ over: LoadFigures; back: LoadFigures }> {
    const pid = (await deployment.pids())[name]!;
    load.begin();
    process.kill(pid, signal);
    const over = await (signal === 'SIGTERM' ? gone(pid) : load.answers(400)).then(() => load.begin());
    while ((await deployment.pids())[name] === pid) await load.answers(10);
    while (!(await deployment.isReady())) await load.answers(10);
    await load.answers(400);
    const back = load.begin();
    if (proof) process.stderr.write(`${name} ${signal}: ${JSON.stringify({ over, back })}\n`);
    return { over, back };
  }

  /** It has handed everything over when it ends; the answers behind that come from the others. */
  async function gone(pid: number): Promise<void> {
    while (isAlive(pid)) await load.answers(1);
    await load.answers(4 * WAITS.length);
  }

  it.each(proof ? ['command-service', 'command-service-2', 'event-store', 'event-store-2'] : ['command-service'])(
    'answers every command while %s is stopped',
    async (name) => {
      for (let round = 0; round < ROUNDS; round++) {
        const { over, back } = await whileEnding(name, 'SIGTERM');
        expect([over.failed, back.failed]).toEqual([{}, {}]);
        if (proof) expect(over.longestMs).toBeLessThan(300);
      }
    },
    WITHIN_MS,
  );

  it.each(proof ? ['command-service', 'command-service-2', 'event-store', 'event-store-2'] : ['event-store-2'])(
    'answers again when %s was killed',
    async (name) => {
      for (let round = 0; round < ROUNDS; round++) {
        const { over, back } = await whileEnding(name, 'SIGKILL');
        expect([over.failed, back.failed]).toEqual([{}, {}]);
        if (proof) expect(Math.max(over.longestMs, back.longestMs)).toBeLessThan(4_000);
      }
    },
    WITHIN_MS,
  );
});
