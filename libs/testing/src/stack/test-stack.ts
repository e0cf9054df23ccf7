import { testEnvironment } from './test-environment.ts';

/** Addresses of the broker and the database of this test run. */
export interface TestStack {
  brokers: string[];
  databaseUrl: string;
}

/** The real broker and database that jest has started once for all `*.int.spec.ts` and `*.e2e.spec.ts` of this run. */
export function testStack(): TestStack {
  const { brokers, databaseUrl } = testEnvironment();
  return { brokers, databaseUrl };
}
