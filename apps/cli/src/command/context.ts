import type { Terminal } from '../output/terminal.ts';

/** What a command may use of the process it runs in. */
export interface Context {
  env: NodeJS.ProcessEnv;
  /** Folder of the deployment. */
  home: string;
  terminal: Terminal;
  /** Aborted by Ctrl-C, SIGTERM, and when the process that started this one is gone. */
  interrupted: AbortSignal;
}
