import pg from 'pg';

/** Resolves when the server answers a query; rejects with the driver's error when it does not within 5 s. */
export async function askDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  client.on('error', () => {}); // a connection that breaks between two steps rejects the step as well
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}
