import pg from 'pg';

/** What can be written into a statement: a text, or an array of texts (`= any ($1::text[])`). */
export type Literal = string | readonly string[];

/** The statement with its `$1`, `$2` … replaced by literals. */
export const withLiterals = (text: string, values: readonly Literal[]): string =>
  text.replace(/\$(\d+)/g, (_, number: string) => {
    const value = values[Number(number) - 1];
    if (value === undefined) throw new RangeError(`there is no value for $${number}`);
    return pg.escapeLiteral(typeof value === 'string' ? value : `{${value.map(element).join()}}`);
  });

const PLAIN = /^[a-z0-9_-]+$/i;

/** One literal for a whole array is read several times as fast as one for each of its elements. */
const element = (value: string): string =>
  PLAIN.test(value) && !/^null$/i.test(value) ? value : `"${value.replace(/["\\]/g, String.raw`\$&`)}"`;
