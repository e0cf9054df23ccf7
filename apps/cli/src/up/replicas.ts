import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';
import { appNames, type AppName } from '../supervisor/app-plan.ts';

/** How many processes of an app run; one of those that are not named. */
export type Replicas = Readonly<Partial<Record<AppName, number>>>;

/** Those that share their work by consumer groups. Of the others each process would do all of it. */
const replicable: readonly AppName[] = ['command-service', 'event-store'];
const MOST = 9;

/** `command-service=2,event-store=2` as a person wrote it. */
export function replicasOption(text: string | undefined): Replicas {
  const parts = (text ?? '').split(',').filter(Boolean);
  return Object.fromEntries(
    parts.map((part) => {
      const [app, count] = part.trim().split('=');
      const number = Number(count);
      if (!replicable.includes(app as AppName) || !Number.isInteger(number) || number < 1 || number > MOST) throw wrong(part);
      return [app, number];
    }),
  );
}

export const isReplicated = (replicas: Replicas, app: AppName): boolean => (replicas[app] ?? 1) > 1;

/** Every process that shall run; the first replica has the app's own name, further ones have a number behind it. */
export const replicasOf = (replicas: Replicas): { app: AppName; name: string }[] =>
  appNames.flatMap((app) =>
    Array.from({ length: replicas[app] ?? 1 }, (_, index) => ({ app, name: index === 0 ? app : `${app}-${index + 1}` })),
  );

const wrong = (part: string) =>
  new CliError(`"${part}" is no number of replicas`, {
    code: 'cli.usage',
    why: `each part of --replicas is one of ${replicable.join(', ')}, then "=" and a whole number from 1 to ${MOST}.`,
    todo: 'give for example --replicas command-service=2,event-store=2.',
    exit: exitCode.usage,
  });
