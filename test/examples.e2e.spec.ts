import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SkeinClient } from '@skein/client';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LocalDeployment } from './support/local-deployment.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

describe('the examples', () => {
  let deployment: LocalDeployment;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    deployment = await LocalDeployment.start();
  }, 120_000);
  afterAll(async () => {
    const left = running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(left.map((child) => (child.kill('SIGKILL'), once(child, 'exit'))));
    await deployment?.stop();
  }, 60_000);

  /** Starts an example as a reader would, and resolves when it has said what is waited for. */
  const says = async (example: string, wanted: RegExp): Promise<string> => {
    const { SKEIN_URL: _url, SKEIN_API_KEY: _key, ...env } = process.env;
    const child = spawn(
      process.execPath,
      ['--import', at('typescript-hooks.mjs'), '--conditions', 'skein-source', at(`../examples/${example}`)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...env, SKEIN_HOME: deployment.home },
      },
    );
    running.push(child);
    let said = '';
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (wanted.test(said)) resolve(said);
    });
    child.once('exit', (code) => reject(new Error(`${example} ended with ${code} after saying: ${said}`)));
    return promise;
  };

  it('do real work and see it happen', async () => {
    const client = SkeinClient.local(deployment.home);
    const seen = says('first-subscriber.ts', /workflow-completed/);
    const agent = says('first-agent.ts', /./);
    await Promise.all([seen, agent]);
    expect(await client.workflows.list({ status: 'completed' }).toArray()).not.toEqual([]);
  }, 120_000);
});
