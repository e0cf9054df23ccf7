/** Where the store is. */
export const databaseUrl = process.env['DATABASE_URL'] ?? '';
