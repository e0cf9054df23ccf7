import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SurveyAgent } from './survey.capabilities.ts';

const main = fileURLToPath(new URL('agent.main.js', import.meta.url));

export interface AgentPlace {
  workflow: string;
  folder: string;
  report: string;
  env: NodeJS.ProcessEnv;
}

/** An agent as a process of its own, started again when it dies while it is wanted. It ends when this process does. */
export class AgentProcess {
  #child: ChildProcess | undefined;
  #wanted = true;

  constructor(
    readonly agent: SurveyAgent,
    private readonly place: AgentPlace,
    private readonly say: (line: string) => void,
  ) {
    this.#start();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Lets it finish what it does, for at most 10 s. */
  async stop(): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
  }

  #start(): void {
    const { workflow, folder, report, env } = this.place;
    const child = spawn(process.execPath, [main, this.agent, workflow, folder, report], { stdio: ['pipe', 'ignore', 'pipe'], env });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.say(`${this.agent}: ${text.trim().split('\n')[0]}`));
    child.once('exit', (code, signal) => {
      if (!this.#wanted) return;
      this.say(`${this.agent} ended (${signal ?? code}); it is started again`);
      setTimeout(() => this.#wanted && this.#start(), 500);
    });
  }
}
