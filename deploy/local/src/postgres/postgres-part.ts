import { existsSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { choosePort } from '../process/free-port.ts';
import type { StackStateFile } from '../home/stack-state.ts';
import { startPart, type Part } from '../part.ts';
import { startGuarded } from '../process/guarded-process.ts';
import { postgresBinaries } from './binaries.ts';
import { DatabaseServer } from './database-server.ts';
import { databaseFolder, farDatabaseFolder, setAside } from './database-place.ts';
import { databaseName, initDatabase, readPassword } from './init-database.ts';
import { clearLeftOver } from './left-over-postmaster.ts';
import { askDatabase } from './ask-database.ts';
import { userForPostgres } from './unprivileged-user.ts';

/** What starting a database needs to know. */
export interface PostgresOptions {
  home: string;
  port?: number;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  file: StackStateFile;
}

/** How the database is ended: its clients are dropped and all is written (fast), then without writing (immediate), then by force. */
export const postgresEnding = [
  { signal: 'SIGINT', waitMs: 15_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

const largestLog = 10 * 1024 * 1024;

/** Starts Postgres with the data of its home, or with an empty database named `skein`. */
export async function startPostgres({ home, port: asked, env, log, file }: PostgresOptions): Promise<Part> {
  const port = await choosePort('postgres', asked, file.state.parts.postgres?.port);
  const user = await userForPostgres();
  const [folder, binaries] = await Promise.all([databaseFolder(home, user), postgresBinaries(env, user)]);
  const passwordFile = join(home, 'postgres', 'password');
  if (folder === farDatabaseFolder(home) && !existsSync(passwordFile) && (await setAside(folder))) {
    log('postgres: this home was removed and made anew; the database of the old one is set aside');
  }
  const password = await readPassword(passwordFile);
  const output = join(home, 'postgres', 'postgres.log');
  const data = join(folder, 'data');
  const url = (database: string) => `postgres://${databaseName}:${password}@127.0.0.1:${port}/${database}`;

  if (await initDatabase({ initdb: binaries.initdb, folder, password, user, env })) log('postgres: made a data folder');
  log(`postgres: starting on 127.0.0.1:${port}`);
  const part = await startPart(
    {
      name: 'postgres',
      address: url(databaseName),
      port,
      logs: [output],
      // Processes of a server that was killed end by themselves, but not at the same moment.
      mayPass: (log) => log.trimEnd().split('\n').slice(-3).join().includes('pre-existing shared memory block'),
      launch: async () => {
        await clearLeftOver(data, postgresEnding);
        if (((await stat(output).catch(() => undefined))?.size ?? 0) > largestLog) await rename(output, `${output}.1`);
        const args = ['-D', data, ...Object.entries(settings(port)).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
        return startGuarded(
          { command: binaries.postgres, args, cwd: folder, env: { ...env, ...allocation }, ...user, ending: postgresEnding },
          output,
        );
      },
      probe: () => askDatabase(url('postgres')),
    },
    file,
  );
  // At each start, not only after initdb: a run may have been killed between the two.
  await new DatabaseServer(url('postgres')).create(databaseName).catch(async (error) => {
    await part.stop();
    throw error;
  });
  return part;
}

// Each append takes and frees some megabytes: giving them back to the system each time costs a tenth of the server's time in page faults.
const allocation = { MALLOC_MMAP_THRESHOLD_: '33554432', MALLOC_TRIM_THRESHOLD_: '67108864' };

/** Given at each start, so that they hold for data made by an earlier version too. */
function settings(port: number): Record<string, string | number> {
  return {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '512MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    wal_init_zero: 'off',
    fsync: 'on',
    synchronous_commit: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
}
