import { guardCases } from '../guards/cases.mjs';
import { freshCloneStarts, freshCloneTests } from './fresh-clone.mjs';
import { fusedBeatsPlain } from './retrieval.mjs';
import { indexerOnQdrant, sameOnBothIndexes } from './qdrant-record.mjs';
import { jest, skein, wholeJest } from './run.mjs';

/** Every promise that was made of a part of Skein, as a case of its own at full count. `npm run proof -- <part of a name>` runs some. */
export const cases = [
  { name: 'skeleton S1: a fresh clone starts, works, and ends with nothing left behind', run: freshCloneStarts },
  { name: 'skeleton S2: a fresh clone passes its tests in under ten minutes', run: freshCloneTests },
  { name: 'skeleton S3: every service, the broker and the database killed once in the middle of the demo', run: jest('test/demo.e2e') },
  { name: 'skeleton S4: a killed agent is taken over from, and its late answer refused', run: jest('test/takeover.e2e') },
  { name: 'skeleton S5: plain clients work from the README alone', run: jest('test/plain-clients.e2e', 'test/examples.e2e') },
  { name: 'skeleton S6: steps and drain, beside COPY of the same rows', run: skein('bench') },
  {
    name: 'skeleton S7: every kind of bad input has its code, and loses nothing',
    run: jest('test/bad-input', 'start-refused', 'libs/platform', 'apps/cli'),
  },
  ...guardCases,
  ...[1, 2, 3].map((seed) => ({
    name: `exactly-once S2: five minutes of chaos with seed ${seed}, after which all is in order`,
    run: skein('chaos', '--seed', String(seed), '--minutes', '5'),
  })),
  { name: 'exactly-once S3: one command id a hundred times at once, over HTTP and Kafka, has one outcome', run: jest('test/same-id') },
  { name: 'exactly-once S5: a swallowed produce answer is settled by a second copy', run: jest('test/failures/lost-answers') },
  { name: 'exactly-once S5: a broker that is restarted in mid-retry', run: jest('test/failures/servers', '-t', 'the broker') },
  { name: 'exactly-once S5: a crash of Postgres loses nothing acknowledged', run: jest('test/failures/servers', '-t', 'Postgres') },
  { name: 'exactly-once S5: a store that is restored from an older backup', run: jest('test/failures/stores', '-t', 'older state') },
  { name: 'exactly-once S5: a truncated, a trimmed and a re-created topic', run: jest('test/failures/topics', 'writing/faults') },
  {
    name: 'exactly-once: every row of the failure table on the real broker and the real Postgres',
    run: wholeJest('test/failures', 'test/bad-input', 'test/forwarding', 'apps/event-store/src/writing', 'libs/kafka/src'),
  },
  {
    name: 'exactly-once S4: others take over within 4 s of a kill -9, and within 300 ms of a clean stop, without a failed answer',
    run: jest('test/hand-over'),
  },
  {
    name: 'exactly-once S6: every kind of tampering with the store is found and named by its place',
    run: jest('test/operating/tampering'),
  },
  {
    name: 'exactly-once tools: store, views, snapshots and topics are made anew, partitions parked and released, dead letters sent again',
    run: jest('test/operating/repairs', 'test/operating/killed-tools', 'test/operating/dead-letters'),
  },
  {
    name: 'exactly-once: no commit passes an undecided command when a partition is begun anew in mid-batch',
    run: jest('test/operating/restart-in-mid-batch', 'libs/kafka/src/consumer'),
  },
  {
    name: 'exactly-once: a commands topic that lost its end stops its partition only, and goes on when it is released',
    run: jest('test/operating/lost-commands-topic'),
  },
  { name: 'retrieval S3: fused search finds at least 3 points more than plain BM25 on real histories', run: fusedBeatsPlain },
  {
    name: 'retrieval S7 (pure part): hostile text, queries and files are cut, read or refused, and never lost',
    run: jest('libs/retrieval', 'libs/chunking'),
  },
  {
    name: 'retrieval S1: the index of a repository equals a clean rebuild after each of 200 commits',
    run: jest('apps/rag-indexer/src/sources/git'),
  },
  { name: 'retrieval S2: the same hits in the same order from both indexes', run: sameOnBothIndexes },
  {
    name: 'retrieval S2 (app): a rag-indexer on Qdrant indexes, embeds, is made anew under load, is cut off and comes back',
    run: indexerOnQdrant,
  },
  {
    name: 'retrieval embeddings: made once, renewed beside the old ones, never mixed, and told of when they are missing',
    run: jest('libs/vector-index/src/embedder', 'apps/rag-indexer/src/embedding'),
  },
  { name: 'retrieval S4: search of 50,000 chunks, and the start with them', run: skein('bench', 'search', '--assert') },
  {
    name: 'retrieval S5: ten thousand attempts to see what is not yours, and two thousand over HTTP',
    run: jest('search-isolation', 'sources.e2e'),
  },
  { name: 'retrieval S7: queries that are meant to hurt', run: jest('search-bad-input') },
  {
    name: 'retrieval S6: a fake Linear with 3,000 issues, a quarter of requests failing, webhooks late, doubled and out of order: the index ends equal to it',
    run: jest('apps/rag-indexer/src/sources/linear'),
  },
  {
    name: 'retrieval: verification names each kind of difference by its place; schedules are kept over restarts, failures and gaps',
    run: jest('apps/rag-indexer/src/verify', 'apps/rag-indexer/src/schedules', 'apps/rag-indexer/src/sources/door'),
  },
  {
    name: 'retrieval S7 (sources): hostile repositories, folders, files and exports are refused or skipped with their reason',
    run: jest('apps/rag-indexer/src/sources/bad-sources', 'apps/rag-indexer/src/sources/text'),
  },
];
