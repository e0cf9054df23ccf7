/** What is larger, in bytes, was made by machines or is data: it is not indexed. */
export const LARGEST_FILE = 1_000_000;
/** A longer line, in UTF-16 units, was not written by a person. */
export const LONGEST_LINE = 20_000;
/** From this length on a file whose lines are this long on average is taken for minified. */
export const minified = { from: 5_000, averageLine: 500 };
