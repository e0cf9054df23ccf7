import { choosePort } from '@skein/local';
import { homeFiles } from './home-files.ts';
import { readIfThere, writePrivate } from './private-file.ts';

/** The ports of the last run in a home, by app. */
export async function lastPorts(home: string): Promise<Record<string, number>> {
  const text = await readIfThere(homeFiles(home).ports);
  try {
    return text === undefined ? {} : (JSON.parse(text) as Record<string, number>);
  } catch {
    return {}; // not our file any more; new ports are chosen
  }
}

/** A free port for each name: the asked one (an error when taken), else that of the last run, else any. */
export async function choosePorts(
  home: string,
  names: readonly string[],
  asked: Readonly<Record<string, number>>,
): Promise<Record<string, number>> {
  const last = await lastPorts(home);
  const chosen: Record<string, number> = {};
  for (const name of names) {
    const taken = () => Object.values(chosen);
    let port: number;
    do port = await choosePort(name, asked[name], taken().includes(last[name] ?? 0) ? undefined : last[name]);
    while (asked[name] === undefined && taken().includes(port));
    chosen[name] = port;
  }
  await writePrivate(homeFiles(home).ports, `${JSON.stringify(chosen, null, 2)}\n`);
  return chosen;
}
