/** What the set-up of a test run tells its spec files, by environment variables. */
export interface TestEnvironment {
  brokers: string[];
  /** Connection URL of a database whose role may create others. */
  databaseUrl: string;
  /** Short name of this run: databases and topics of several runs on one server are told apart by it. */
  run: string;
}

/** Hands the addresses on to the processes that jest starts. */
export function provideTestEnvironment({ brokers, databaseUrl, run }: TestEnvironment): void {
  process.env.SKEIN_TEST_BROKERS = brokers.join(',');
  process.env.SKEIN_TEST_DATABASE_URL = databaseUrl;
  process.env.SKEIN_TEST_RUN = run;
}

/** Reads what the set-up has handed on. Throws in a spec file for which no stack is started. */
export function testEnvironment(): TestEnvironment {
  const { SKEIN_TEST_BROKERS: brokers, SKEIN_TEST_DATABASE_URL: databaseUrl, SKEIN_TEST_RUN: run } = process.env;
  if (brokers && databaseUrl && run) return { brokers: brokers.split(','), databaseUrl, run };
  throw new Error('No stack is running for this file: only *.int.spec.ts and *.e2e.spec.ts have one.');
}

/** Beginning of the name of every database of a run. */
export function databasePrefix(run: string): string {
  return `test_${run}_`;
}
