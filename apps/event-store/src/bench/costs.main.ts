import { migrate, openDatabase, STORE_SCHEMA, storeMigrations } from '@skein/postgres';
import { appendCosts } from './append-costs.ts';
import { benchUrls } from './bench.config.ts';
import { fold, recordCosts } from './record-costs.ts';
import { storedGroups } from './stored-groups.ts';

/** What the write path of the store costs per record, told as one line of JSON: real records of one store are appended to another, empty one. */
const [MOST, PER_APPEND, ROUNDS] = [30_000, 1_000, 7];

const source = await openDatabase({ url: benchUrls.source, schema: STORE_SCHEMA, applicationName: 'bench' });
const appends = await storedGroups(source, MOST, PER_APPEND);
await source.close();
await migrate({ url: benchUrls.target, ...storeMigrations });

const records = appends.flat().reduce((sum, { group }) => sum + group.records.length, 0);
const inProcess = recordCosts(appends, ROUNDS);
const prepared = fold(appends.flat())[Symbol.iterator]();
const groups = appends.map((own) => own.map(() => prepared.next().value!));
const append = await appendCosts(benchUrls.target, groups, ROUNDS);
process.stdout.write(`${JSON.stringify({ records, rounds: ROUNDS, ...inProcess, append })}\n`);
