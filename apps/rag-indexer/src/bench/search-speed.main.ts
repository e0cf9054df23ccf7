// Prints the figures of indexing `FILES` files of the text below `FOLDER`, and of searches over them, in the empty database that `URL` names, as JSON.
import { migrate, openDatabase } from '@skein/postgres';
import { ragIndexerMigrations } from '../migrations/index.ts';
import { benchEnvironment } from './bench.config.ts';
import { measureIndexing } from './measure-indexing.ts';
import { measureSearch } from './measure-search.ts';

const [, , url = '', folder = '', files = '10000', queries = '2000', perSecond = '200'] = process.argv;
await migrate({ url, ...ragIndexerMigrations });
const { schema } = ragIndexerMigrations;
const database = await openDatabase({ url, schema, role: 'skein_rag_indexer', applicationName: 'bench' });
const indexing = await measureIndexing(database, { folder, files: Number(files), environment: benchEnvironment });
const searching = await measureSearch(database, { queries: Number(queries), perSecond: Number(perSecond) });
process.stdout.write(`${JSON.stringify({ ...indexing, ...searching })}\n`);
await database.close();
