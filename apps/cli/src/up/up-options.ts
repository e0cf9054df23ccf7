import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';

const PARTITIONS = 8;

/** What the environment says about the log. */
export interface LogSettings {
  topicPrefix: string;
  partitions: number;
}

export function logSettings(env: NodeJS.ProcessEnv): LogSettings {
  const partitions = Number(env.PARTITIONS || PARTITIONS);
  if (Number.isInteger(partitions) && partitions >= 1 && partitions <= 1024) return { topicPrefix: env.TOPIC_PREFIX ?? '', partitions };
  throw new CliError(`PARTITIONS=${env.PARTITIONS} is no number of partitions`, {
    code: 'config.invalid',
    why: 'it must be a whole number from 1 to 1024, and stays the same for the life of the topics.',
    todo: `set it to such a number, or leave it out: it is ${PARTITIONS} then.`,
    exit: exitCode.setUp,
  });
}

/** The port that a person asked for. */
export function portOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new CliError(`"${text}" is no port`, {
    code: 'cli.usage',
    why: 'a port is a whole number from 1 to 65535.',
    todo: 'give such a number after --port, or leave it out: a free port is chosen then.',
    exit: exitCode.usage,
  });
}
