import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { choosePort } from '../process/free-port.ts';
import { closeFolder } from '../home/private-folder.ts';
import type { StackStateFile } from '../home/stack-state.ts';
import { startPart, type Part } from '../part.ts';
import { startGuarded } from '../process/guarded-process.ts';
import { runCommand } from '../process/run-command.ts';
import { StackError } from '../stack-error.ts';
import { readBrokerMetadata } from './broker-metadata.ts';
import { cacheFolder, fetchJars } from './fetch-jars.ts';
import { kafkaVersion, ownClassPath, readSums, verifiedClassPath } from './jars.ts';
import { findJava } from './java.ts';
import { serverProperties, writeProperties } from './server-properties.ts';

/** What starting a broker needs to know. */
export interface KafkaOptions {
  /** Folder of the broker's data and logs. */
  folder: string;
  port?: number;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  file: StackStateFile;
}

const logSettings = fileURLToPath(new URL('../../kafka/log4j2.properties', import.meta.url));

/** How the broker is ended: orderly, and after 15 s by force. */
export const kafkaEnding = [
  { signal: 'SIGTERM', waitMs: 15_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/** Starts the broker with the data of its folder, or with fresh data. */
export async function startKafka({ folder, port: asked, env, log, file }: KafkaOptions): Promise<Part> {
  const port = await choosePort('kafka', asked, file.state.parts.kafka?.port);
  const [java, classPath] = await Promise.all([findJava(env), classPathFor(env, log), closeFolder(folder)]);
  const dataFolder = join(folder, 'data');
  const properties = join(folder, 'server.properties');
  const log4jFile = join(folder, 'kafka.log');
  const flags = ['-XX:+UseSerialGC', '-XX:-UsePerfData', '-Djava.awt.headless=true', `-Dskein.kafka.log=${log4jFile}`];
  const run = [...flags, `-Dlog4j2.configurationFile=${logSettings}`, '-cp', classPath.join(delimiter)];
  const output = join(folder, 'console.log');

  if (!(await isThere(join(dataFolder, 'meta.properties')))) {
    log('kafka: making a data folder');
    await format({ java, run, folder, dataFolder, env });
  }
  const clusterId = await readClusterId(dataFolder);
  log(`kafka: starting on 127.0.0.1:${port}`);
  return startPart(
    {
      name: 'kafka',
      address: `127.0.0.1:${port}`,
      port,
      logs: [output, log4jFile],
      launch: async () => {
        const controllerPort = await choosePort('the controller of kafka', undefined, undefined);
        await writeProperties(properties, serverProperties({ port, controllerPort, dataFolder }));
        await rm(output, { force: true });
        // Its second compiler works for minutes, and takes more than its code saves a broker that has two cores with everybody else.
        const args = ['-Xmx384m', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError', ...run, 'kafka.Kafka', properties];
        return startGuarded({ command: java, args, cwd: folder, env, ending: kafkaEnding }, output);
      },
      probe: async () => {
        const answer = await readBrokerMetadata(`127.0.0.1:${port}`);
        if (answer.clusterId !== clusterId) throw new Error(`another broker (cluster ${answer.clusterId}) listens on port ${port}`);
        if (answer.brokers.length === 0) throw new Error('the broker has not joined its cluster yet');
      },
    },
    file,
  );
}

async function classPathFor(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string[]> {
  if (env.KAFKA_LIBS) return ownClassPath(env.KAFKA_LIBS);
  const [folder, sums] = [cacheFolder(env, `kafka-${kafkaVersion}`), await readSums()];
  await fetchJars({ folder, sums, env, log });
  return verifiedClassPath(folder, sums);
}

interface Formatting {
  java: string;
  run: string[];
  folder: string;
  dataFolder: string;
  env: NodeJS.ProcessEnv;
}

/** Under another name first: a data folder that a killed run has half made is never taken for a whole one. */
async function format({ java, run, folder, dataFolder, env }: Formatting): Promise<void> {
  const draft = `${dataFolder}.draft`;
  const properties = join(folder, 'format.properties');
  await rm(draft, { recursive: true, force: true });
  await writeProperties(properties, serverProperties({ port: 1, controllerPort: 2, dataFolder: draft }));
  const clusterId = randomBytes(16).toString('base64url');
  // With '=': one id in 64 begins with a dash, and would be taken for an option.
  const args = ['-XX:TieredStopAtLevel=1', ...run, 'kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '-c', properties];
  const { code, lines } = await runCommand(java, args, { env });
  if (code !== 0) {
    const todo = `read what it says; when the data in ${folder} is not needed, remove that folder.`;
    throw new StackError('stack.start-failed', 'kafka could not make its data folder', { why: lines.slice(-5).join('\n       '), todo });
  }
  await rm(dataFolder, { recursive: true, force: true });
  await rename(draft, dataFolder);
}

async function readClusterId(dataFolder: string): Promise<string | undefined> {
  return /^cluster\.id=(.+)$/m.exec(await readFile(join(dataFolder, 'meta.properties'), 'utf8'))?.[1]?.trim();
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
