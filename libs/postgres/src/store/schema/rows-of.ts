/**
 * Rows out of arrays side by side. In the select list Postgres takes an element of each array per row; as a table it first writes each array into a
 * store of its own and reads the rows together again, which costs a quarter of a whole insert.
 */
export const rowsOf = (...arrays: string[]): string => arrays.map((array) => `unnest(${array})`).join(', ');

/** Texts that hold no blank come as one text each: unnest takes arrays of arrays apart. */
export const wordsOf = (array: string): string => `string_to_array(unnest(${array}), ' ')`;

/** `$from` to `$to`. */
export const parameters = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `$${from + index}`);
