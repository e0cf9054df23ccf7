import pg from 'pg';

const INT8 = 20;

/** pg's own parsers, except that an `int8` becomes a number: sequence numbers and offsets are read everywhere. */
export const valueTypes = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? numberOf : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`an int8 that a number cannot hold: ${text}; select it as text`);
  return value;
}
