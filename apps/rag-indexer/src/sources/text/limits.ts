/** What is larger, in bytes, was made by machines or is data: it is not indexed. */
export const LARGEST_FILE = 1_000_000;
/** A longer line, in UTF-16 units, was not written by a person. */
export const LONGEST_LINE = 20_000;
/**
 * From this length on a file whose lines are this long on average is taken for minified, unless as much of it as in prose is white space (minified
 * code has 0.3 to 6 %, English 15 % and more) or of another script than code is written in.
 */
export const minified = { from: 5_000, averageLine: 500, mostSpace: 0.1 };
