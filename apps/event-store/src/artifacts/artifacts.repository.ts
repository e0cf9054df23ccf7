import { Injectable } from '@nestjs/common';
import type { Principal } from '@skein/contracts';
import { Database } from '@skein/postgres';

@Injectable()
export class ArtifactsRepository {
  constructor(private readonly database: Database) {}

  /** The same bytes a second time change nothing. */
  async put({ tenant }: Principal, sha256: string, bytes: Buffer): Promise<void> {
    await this.database.execute(
      `insert into event_store.artifacts (tenant, sha256, bytes) values ($1, decode($2, 'hex'), $3) on conflict do nothing`,
      [tenant, sha256, bytes],
    );
  }

  get(of: Principal, sha256: string): Promise<Buffer | undefined> {
    return this.database.withTenant(of, async (tx) => {
      const [row] = await tx.query<{ bytes: Buffer }>(
        `select bytes from event_store.artifacts where tenant = $1 and sha256 = decode($2, 'hex')`,
        [of.tenant, sha256],
      );
      return row?.bytes;
    });
  }
}
