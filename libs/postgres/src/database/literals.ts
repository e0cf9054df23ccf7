import pg from 'pg';

/** What can be written into a statement: a text, or an array of texts (`= any ($1::text[])`). */
export type Literal = string | readonly string[];

/** The statement with its `$1`, `$2` … replaced by literals. */
export const withLiterals = (text: string, values: readonly Literal[]): string =>
  text.replace(/\$(\d+)/g, (_, number: string) => {
    const value = values[Number(number) - 1];
    if (value === undefined) throw new RangeError(`there is no value for $${number}`);
    if (typeof value === 'string') return pg.escapeLiteral(value);
    // One literal for a whole array is read several times as fast as one for each of its elements. Ids need no escaping.
    const array = `{${value.map(element).join()}}`;
    return value.every(isPlain) ? `'${array}'` : pg.escapeLiteral(array);
  });

const isPlain = (value: string): boolean => /^[a-z0-9_-]+$/i.test(value) && !/^null$/i.test(value);

const element = (value: string): string => (isPlain(value) ? value : `"${value.replace(/["\\]/g, String.raw`\$&`)}"`);
