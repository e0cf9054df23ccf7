import { appendGroups, noViewRows, openDatabase, STORE_ROLE, STORE_SCHEMA, type AppendGroup, type Database } from '@skein/postgres';
import { cpuOf, median, ownCpu, type Cpu } from './cpu.ts';

/** What an append is with, or without. */
const ways = {
  all: { role: STORE_ROLE, views: true, snapshots: true },
  withoutViews: { role: STORE_ROLE, views: false, snapshots: true },
  withoutSnapshots: { role: STORE_ROLE, views: true, snapshots: false },
  /** As the superuser, whom no policy binds. */
  unbound: { role: undefined, views: true, snapshots: true },
} as const;
type Way = keyof typeof ways;

/** Per record; each of the last three is the difference of all appends with it and without it, in pairs of one round. */
export interface AppendCosts {
  all: Cpu;
  views: Cpu;
  snapshots: Cpu;
  rowLevelSecurity: Cpu;
}

/** Appends the same groups to an empty store, each way once in a round, `rounds` times after a round that only warms up. */
export async function appendCosts(url: string, appends: readonly (readonly AppendGroup[])[], rounds: number): Promise<AppendCosts> {
  const admin = await openDatabase({ url, schema: STORE_SCHEMA, applicationName: 'bench' });
  const took: Record<Way, Cpu[]> = { all: [], withoutViews: [], withoutSnapshots: [], unbound: [] };
  const names = Object.keys(ways) as Way[];
  try {
    for (let round = 0; round <= rounds; round++) {
      // Each way is the first of a round once: what comes later finds other pages in memory.
      for (const way of names.map((_, index) => names[(index + round) % names.length]!)) {
        await empty(admin, appends);
        const cpu = await append(url, way, appends);
        if (round > 0) took[way].push(cpu);
      }
    }
  } finally {
    await admin.close();
  }
  const middle = (of: (round: number) => Cpu): Cpu => {
    const all = Array.from({ length: rounds }, (_, round) => of(round));
    return { client: median(all.map(({ client }) => client)), postgres: median(all.map(({ postgres }) => postgres)) };
  };
  const saved = (way: Way) =>
    middle((round) => ({
      client: took.all[round]!.client - took[way][round]!.client,
      postgres: took.all[round]!.postgres - took[way][round]!.postgres,
    }));
  return {
    all: middle((round) => took.all[round]!),
    views: saved('withoutViews'),
    snapshots: saved('withoutSnapshots'),
    rowLevelSecurity: saved('unbound'),
  };
}

async function append(url: string, way: Way, appends: readonly (readonly AppendGroup[])[]): Promise<Cpu> {
  const { role, views, snapshots } = ways[way];
  const wanted = appends.map((groups) =>
    groups.map((one) => ({ ...one, snapshots: snapshots ? one.snapshots : [], views: views ? one.views : noViewRows() })),
  );
  const database = await openDatabase({ url, schema: STORE_SCHEMA, ...(role && { role }), applicationName: 'bench', poolSize: 1 });
  try {
    const [backend] = await database.query<{ pid: number }>('select pg_backend_pid() as pid');
    const before = { client: ownCpu(), postgres: cpuOf(backend!.pid) };
    for (const groups of wanted) {
      if ((await appendGroups(database, groups)) === 'lost') throw new Error('somebody else writes to the store that is measured');
    }
    const records = appends.flat().reduce((sum, { group }) => sum + group.records.length, 0);
    return { client: (ownCpu() - before.client) / records, postgres: (cpuOf(backend!.pid) - before.postgres) / records };
  } finally {
    await database.close();
  }
}

async function empty(admin: Database, appends: readonly (readonly AppendGroup[])[]): Promise<void> {
  await admin.execute(
    `set role skein_operator; truncate event_store.records, event_store.command_results, event_store.snapshots, event_store.workflows,
       event_store.steps, event_store.approvals, event_store.timers; reset role; truncate event_store.cursors`,
  );
  for (const { category, partition } of appends[0] ?? [])
    await admin.execute('insert into event_store.cursors (category, partition) values ($1, $2)', [category, partition]);
  await admin.execute('checkpoint');
}
