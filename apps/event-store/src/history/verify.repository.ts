import { Injectable } from '@nestjs/common';
import type { Principal } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import { Database } from '@skein/postgres';
import { StreamVerification, type VerifiedRow } from './verify-stream.ts';

const PAGE = 500;

/** Reads a workflow's rows with the links around them. */
@Injectable()
export class VerifyRepository {
  constructor(private readonly database: Database) {}

  async verify({ tenant }: Principal, workflow: string): Promise<StreamVerification> {
    const verification = new StreamVerification(workflow);
    for (let after = 0; ;) {
      const rows = await this.#page(tenant, workflow, after);
      for (const row of rows) verification.next(row);
      if (rows.length < PAGE) return verification;
      after = rows.at(-1)!.version;
    }
  }

  /** Not as the tenant: the record before may be somebody else's. Of it, nothing but its hash is read. */
  #page(tenant: string, workflow: string, after: number): Promise<VerifiedRow[]> {
    return this.database.query<VerifiedRow>(
      `select r.seq, r.version, r.value, encode(r.hash, 'hex') as hash,
         (select encode(p.hash, 'hex') from event_store.records p
          where p.category = r.category and p.partition = r.partition and p.seq = r.seq - 1) as "previousHash",
         (select s.state from event_store.snapshots s
          where s.tenant = r.tenant and s.category = r.category and s.stream = r.stream and s.reducer_version = $4
            and s.version = r.version) as snapshot
       from event_store.records r
       where r.tenant = $1 and r.category = 'workflow' and r.stream = $2 and r.version > $3 order by r.version limit ${PAGE}`,
      [tenant, workflow, after, deciderOf('workflow').reducerVersion],
    );
  }
}
