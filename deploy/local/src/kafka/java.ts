import { join } from 'node:path';
import { findOnPath, isExecutable } from '../process/find-on-path.ts';
import { runCommand } from '../process/run-command.ts';
import { StackError } from '../stack-error.ts';

const oldest = 17;

/** The `java` to run the broker with: of `JAVA_HOME`, else of `PATH`; 17 or newer, else `stack.java-missing`. */
export async function findJava(env: NodeJS.ProcessEnv): Promise<string> {
  const ofHome = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', process.platform === 'win32' ? 'java.exe' : 'java') : undefined;
  const java = ofHome && (await isExecutable(ofHome)) ? ofHome : await findOnPath('java', env);
  if (!java) throw await missing('java', 'no java was found in JAVA_HOME or PATH.', env);
  const { code, lines } = await runCommand(java, ['-version'], { env });
  const version = /version "(?:1\.)?(\d+)/.exec(lines.join('\n'))?.[1];
  // Without Java, macOS has a `java` that only says where to get one.
  if (code !== 0 || version === undefined) throw await missing('java', `${java} -version does not work.`, env);
  if (Number(version) < oldest) throw await missing('java', `${java} is version ${version}.`, env);
  return java;
}

/** The `mvn` of `PATH`, else `stack.maven-missing`. */
export async function findMaven(env: NodeJS.ProcessEnv): Promise<string> {
  const maven = await findOnPath('mvn', env);
  if (!maven) throw await missing('maven', 'no mvn was found in PATH, and the broker has not been fetched before.', env);
  return maven;
}

async function missing(what: 'java' | 'maven', why: string, env: NodeJS.ProcessEnv): Promise<StackError> {
  const need = what === 'java' ? `Java ${oldest} or newer is needed to run the broker` : 'Maven is needed to fetch the broker';
  const ways = [
    'install them (Debian, Ubuntu: apt-get install openjdk-17-jre-headless maven; macOS: brew install openjdk@17 maven)',
    ...(what === 'maven' ? ['or set KAFKA_LIBS to a folder with the jars of Kafka'] : []),
    'or set KAFKA_BROKERS to the host:port of a running broker',
    ...((await findOnPath('docker', env)) ? ['or run "docker compose up -d kafka" and set KAFKA_BROKERS=127.0.0.1:9092'] : []),
  ];
  return new StackError(`stack.${what}-missing`, need, { why, todo: `${ways.join(',\n       ')}.` });
}
