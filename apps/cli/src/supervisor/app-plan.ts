/** The apps in the order in which they start: each row when the one before it listens. They stop the other way round. */
export const appRows = [['event-store'], ['command-service', 'agent-registry', 'rag-indexer', 'memory'], ['gateway']] as const;

export type AppName = (typeof appRows)[number][number];

export const appNames: readonly AppName[] = appRows.flat();

/** One replica of an app as it shall run. */
export interface AppPlan {
  app: AppName;
  /** The app's name; that of a further replica with its number, such as `command-service-2`. */
  name: string;
  /** File that Node runs. */
  main: string;
  port: number;
  /** On top of the environment of this process. */
  env: Readonly<Record<string, string>>;
  /** File of its log lines. */
  log: string;
}

export const urlOf = (port: number): string => `http://127.0.0.1:${port}`;
