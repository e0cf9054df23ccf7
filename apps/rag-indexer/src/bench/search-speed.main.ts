// Prints the figures of a search over `CHUNKS` chunks of the text below `FOLDER`, in the empty database that `DATABASE_URL` names, as JSON.
import { migrate, openDatabase } from '@skein/postgres';
import { ragIndexerMigrations } from '../migrations/index.ts';
import { measureSearch } from './measure-search.ts';

const [, , url = '', folder = '', chunks = '50000', queries = '1000'] = process.argv;
await migrate({ url, ...ragIndexerMigrations });
const { schema } = ragIndexerMigrations;
const database = await openDatabase({ url, schema, role: 'skein_rag_indexer', applicationName: 'bench' });
const figures = await measureSearch(database, { folder, chunks: Number(chunks), queries: Number(queries) });
process.stdout.write(`${JSON.stringify(figures)}\n`);
await database.close();
