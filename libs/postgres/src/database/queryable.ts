/** What runs SQL: a database (each statement a transaction of its own) or a transaction. Rejects with `SkeinError`. */
export interface Queryable {
  /**
   * Runs a statement and answers its rows. `int8` comes as a number (a value beyond 2^53 is an error), `timestamptz` as a `Date`.
   * A `Buffer` parameter is sent in binary format: a `bytea`, or an array of the encoders of this library (`$1::int8[]`).
   * With `name`, each connection prepares the statement once; one name, one text.
   */
  query<Row extends object = Record<string, unknown>>(text: string, params?: readonly unknown[], name?: string): Promise<Row[]>;
  /** Runs a statement and answers how many rows it touched. */
  execute(text: string, params?: readonly unknown[], name?: string): Promise<number>;
}
