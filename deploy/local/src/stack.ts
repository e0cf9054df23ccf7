/** The two servers everything else runs on. */
export type PartName = 'kafka' | 'postgres';

/** Whether this run started a part, or uses one whose address the environment gave. */
export type PartOrigin = 'started' | 'given';

/** How a part's process ended: one of the two is set. */
export interface PartExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Where and how to start the stack. */
export interface StackOptions {
  /** Folder that holds the data, logs and state of this stack; made when missing. One running stack per folder. */
  home: string;
  /** Receives progress, one line at a time, without a line end. Default: nothing is reported. */
  log?: (line: string) => void;
  /** Port of the broker. Default: the one of the last run in this home when it is free, else any free one. */
  kafkaPort?: number;
  /** Port of the database. Default: as for the broker. */
  postgresPort?: number;
  /** Read for `KAFKA_BROKERS`, `DATABASE_URL`, `KAFKA_LIBS`, `JAVA_HOME`, `PATH`, `XDG_CACHE_HOME`. Default: `process.env`. */
  env?: NodeJS.ProcessEnv;
}

/** A running broker and database. Both end with this process, however it ends. */
export interface Stack {
  /** `host:port` of the broker or brokers. */
  readonly brokers: string[];
  /** Connection URL with the password in it: not for logs. */
  readonly databaseUrl: string;
  readonly kafka: PartOrigin;
  readonly postgres: PartOrigin;
  /** Process ids of the started parts, as of now: a restart changes them. */
  readonly pids: { kafka?: number; postgres?: number };
  /** Ends both parts and waits until they have ended. May be called again. */
  stop(): Promise<void>;
  /** Starts a part again on the same port and data, ending it first when it still runs. Does nothing for a given part. */
  restart(part: PartName): Promise<void>;
  /** Calls back each time the part ends without having been asked to. Returns a function that ends the subscription. */
  onExit(part: PartName, callback: (exit: PartExit) => void): () => void;
}
