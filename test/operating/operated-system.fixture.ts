import { SkeinClient } from '@skein/client';
import { openDatabase, STORE_SCHEMA, type Database } from '@skein/postgres';
import { runSystem, type RunningSystem } from '@skein/testing';
import { AppModule as CommandService } from '../../apps/command-service/src/app.module.ts';
import { commands } from '../../apps/cli/src/commands.ts';
import { runProgram } from '../../apps/cli/src/program.ts';
import { AppModule as EventStore } from '../../apps/event-store/src/app.module.ts';
import type { RunningApp } from '@skein/platform';

/** The tables of the store, in an order in which they can be filled. */
const tables = ['cursors', 'records', 'command_results', 'snapshots', 'workflows', 'steps', 'approvals', 'timers'];

/** A store and an owner with some history, and the command line beside them. */
export class OperatedSystem {
  store!: RunningApp;
  owner!: RunningApp;
  /** As a superuser, who can change what no service can. */
  admin!: Database;
  key = '';

  private constructor(readonly system: RunningSystem) {}

  static async start(fileUrl: string): Promise<OperatedSystem> {
    const made = new OperatedSystem(await runSystem(fileUrl));
    made.key = await made.system.key();
    await made.startServices();
    made.admin = await openDatabase({ url: made.system.env['DATABASE_URL']!, schema: STORE_SCHEMA, applicationName: 'test', poolSize: 1 });
    return made;
  }

  async startServices(): Promise<void> {
    this.store = await this.system.start('event-store', EventStore);
    await this.startOwner();
  }

  async startOwner(): Promise<void> {
    this.owner = await this.system.start('command-service', CommandService, { SKEIN_LOCAL_MODE: 'true' });
  }

  async stopServices(): Promise<void> {
    await this.owner.stop();
    await this.store.stop();
  }

  async stop(): Promise<void> {
    await this.admin.close();
    await this.system.stop();
  }

  /** Sends to the owner that runs now. */
  get client(): SkeinClient {
    return new SkeinClient({ url: this.owner.url, key: this.key, readYourWrites: false });
  }

  /** Workflows with steps, notes that make snapshots due, a gate, a refused and an unchanged command. */
  async work(count: number, name = 'w'): Promise<string[]> {
    const { client } = this;
    const text = 'so it was, and not otherwise; '.repeat(150);
    return await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const stream = `${name}-${index}`;
        await client.workflows.start({ title: stream, steps: [{ step: 'read', capability: 'docs/read' }], tags: ['test'] }, { stream });
        for (let note = 0; note < 4; note++) await client.workflows.annotate(stream, { text: `${note}: ${text}` });
        await client.trySend({ type: 'workflow.claim-step', data: { step: 'read' } }, { stream });
        await client.trySend({ type: 'workflow.claim-step', data: { step: 'nowhere' } }, { stream });
        await client.approvals.request(stream, { gate: 'ship', title: 'Ship it', roles: ['approver'] });
        return stream;
      }),
    );
  }

  /** Runs a command of the CLI with `--json` and answers its exit code, its last line, and what it has said. */
  async skein(...args: string[]) {
    const [out, err]: [string[], string[]] = [[], []];
    const screens = [{ write: (text: string) => out.push(text) }, { write: (text: string) => err.push(text) }] as const;
    const { env } = this.system;
    const code = await runProgram([...args, '--json'], commands, {
      env: { PATH: process.env.PATH, ...env, SKEIN_URL: this.owner.url, SKEIN_API_KEY: this.key },
      interrupted: new AbortController().signal,
      screens,
    });
    const lines = out.join('').trim().split('\n').filter(Boolean);
    return { code, result: JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown>, lines, err: err.join('') };
  }

  /** All rows of a table of the store, in one order, without what may differ between two ways to the same state. */
  async rows(table: string): Promise<string[]> {
    const found = await this.admin.query<{ row: string }>(`select to_jsonb(t)::text as row from event_store.${table} t order by 1`);
    return found.map(({ row }) => row);
  }

  /** Keeps the store as it is now, for `restore`. */
  async keep(): Promise<void> {
    await this.admin.execute('create schema kept');
    for (const table of tables) await this.admin.execute(`create table kept.${table} as table event_store.${table}`);
  }

  /** Runs SQL past triggers, as somebody could who owns the database. */
  async tamper(...statements: readonly string[]): Promise<void> {
    await this.admin.transaction(async (tx) => {
      await tx.execute('set local session_replication_role = replica');
      for (const statement of statements) await tx.execute(statement);
    });
  }

  /** The store as it was kept. */
  restore(): Promise<void> {
    return this.tamper(
      ...tables.flatMap((table) => [`delete from event_store.${table}`, `insert into event_store.${table} table kept.${table}`]),
    );
  }
}
