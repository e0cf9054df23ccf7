import {
  movePosition,
  moveToTopic,
  openDatabase,
  OPERATOR_ROLE,
  roleOf,
  serviceSchemas,
  STORE_SCHEMA,
  type MovedPartition,
} from '@skein/postgres';
import { storeMoved } from './refusals.ts';

/** In one transaction: cursors and records of the store, and the positions of the projections beside it, to the new topics. */
export async function moveStore(url: string, moved: readonly MovedPartition[], clusterId: string): Promise<void> {
  // As the user of the URL, who may take on the roles of all schemas.
  const database = await openDatabase({
    url,
    schema: STORE_SCHEMA,
    applicationName: 'skein-republish',
    poolSize: 1,
    statementTimeoutMs: 0,
  });
  try {
    await database.transaction(async (tx) => {
      await tx.execute(`set local role ${OPERATOR_ROLE}`);
      for (const part of moved) {
        if (!(await moveToTopic(tx, part, clusterId))) throw storeMoved(`${part.category}:${part.partition}`);
      }
      const kept = await tx.query<{ schema: string }>(`select schemaname as schema from pg_tables where tablename = 'positions'`);
      for (const schema of serviceSchemas.filter((name) => kept.some((one) => one.schema === name))) {
        await tx.execute(`set local role ${roleOf(schema)}`);
        for (const part of moved) await movePosition(tx, schema, part);
      }
    });
  } finally {
    await database.close();
  }
}
