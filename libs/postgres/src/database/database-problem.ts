import { SkeinError } from '@skein/contracts';
import { types } from 'node:util';

/** The SQLSTATE of an error of Postgres, raw or translated; `undefined` for every other error. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!types.isNativeError(error)) return undefined;
  const state: unknown = error instanceof SkeinError ? error.facts['sqlState'] : Reflect.get(error, 'code');
  return typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) ? state : undefined;
}

/** Postgres refuses this very data (class 22: data exception, class 54: a limit): the same again fails again, other data may pass. */
export const isDataError = (error: unknown): boolean => /^(22|54)/.test(sqlStateOf(error) ?? '');

/** A unique rule was violated; with `constraint`, that one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlStateOf(error) !== '23505') return false;
  const violated: unknown = error instanceof SkeinError ? error.facts['constraint'] : Reflect.get(error as Error, 'constraint');
  return constraint === undefined || violated === constraint;
}

// Connection exceptions, out of resources, shut-down, lock and statement time-outs, deadlocks: later it may work.
const passing = /^(08|53|57P0|40001|40P01|55P03|57014|25P03|58030)/;
const drivers = /ECONN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|terminated|timeout|not queryable|Client was closed/i;

/** Makes one of our errors of what pg or TypeORM threw; `SkeinError`s and errors of other origin pass unchanged. */
export function databaseProblem(error: unknown): unknown {
  if (!types.isNativeError(error) || error instanceof SkeinError) return error;
  const sqlState = sqlStateOf(error);
  if (sqlState === undefined) {
    if (!drivers.test(`${String(Reflect.get(error, 'code'))} ${error.message}`)) return error;
    return unavailable(`Postgres does not answer: ${error.message || String(Reflect.get(error, 'code'))}`, {}, error);
  }
  const named = ['constraint', 'table', 'column', 'schema'].map((name) => [name, Reflect.get(error, name)] as const);
  const facts = { sqlState, ...Object.fromEntries(named.filter(([, value]) => value !== undefined)) };
  if (passing.test(sqlState)) return unavailable(`Postgres cannot do this now: ${error.message}`, facts, error);
  return new SkeinError('service.failed', `Postgres refused: ${error.message}${adviceFor(sqlState)}`, facts, { cause: error });
}

function unavailable(what: string, facts: Record<string, unknown>, cause: Error): SkeinError {
  return new SkeinError('service.unavailable', `${what}. Check that it runs and can be reached; nothing is lost, try again.`, facts, {
    cause,
  });
}

function adviceFor(sqlState: string): string {
  if (sqlState.startsWith('28')) return '. Check user and password in the database URL.';
  if (sqlState === '3D000') return '. Check the database name in the URL, or create the database.';
  if (sqlState === '22023' || sqlState === '42P01' || sqlState === '3F000') return '. Has the database been migrated?';
  return '';
}
