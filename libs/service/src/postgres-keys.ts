import type { Principal } from '@skein/contracts';
import { KeyLookup } from '@skein/platform';
import { findApiKey, type Database } from '@skein/postgres';

/** API keys from the schema `identity`. */
export class PostgresKeys extends KeyLookup {
  constructor(private readonly database: Database) {
    super();
  }

  findByHash(hash: string): Promise<Principal | undefined> {
    return findApiKey(this.database, hash);
  }
}
