import type pg from 'pg';
import { databaseProblem } from './database-problem.ts';

/** Runs one statement on a pool or a connection, with errors translated. */
export async function runOn<Row extends object>(
  on: Pick<pg.Pool, 'query'>,
  text: string,
  params: readonly unknown[] = [],
  name?: string,
): Promise<pg.QueryResult<Row>> {
  try {
    return await on.query<Row>({ text, values: [...params], ...(name === undefined ? {} : { name }) });
  } catch (error) {
    throw databaseProblem(error);
  }
}
