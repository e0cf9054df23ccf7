import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { root } from '../../place.ts';
import { finding, type Finding } from '../check/finding.ts';

/** Runs `skein verify` on a home as a person would. */
export async function verifyRun(home: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { KAFKA_BROKERS: _brokers, DATABASE_URL: _database, ...rest } = env;
  const child = spawn(process.execPath, [join(root, 'apps/cli/bin/skein.mjs'), 'verify', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...rest, SKEIN_HOME: home, NO_COLOR: '1' },
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return code === 0 ? [] : [finding('verify', `"skein verify" ends with ${String(code)}: ${(out + err).slice(-2_000)}`)];
}
