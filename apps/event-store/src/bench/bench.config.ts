/** The store that has the records, and the database that they are appended to. */
export const benchUrls = { source: process.env['DATABASE_URL'] ?? '', target: process.env['BENCH_TARGET_URL'] ?? '' };
