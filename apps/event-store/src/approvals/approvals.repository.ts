import { Injectable } from '@nestjs/common';
import type { ApprovalView, Principal } from '@skein/contracts';
import { Database } from '@skein/postgres';

export interface ApprovalRow {
  stream: string;
  gate: string;
  title: string;
  detail: string | null;
  risk: ApprovalView['risk'];
  roles: string[];
  quorum: number;
  voters: string[];
  status: ApprovalView['status'];
  requested_by: string;
  requested_at: Date;
  expires_at: Date | null;
  closed_at: Date | null;
  escalates_at: Date | null;
  escalates_to: string[] | null;
  escalated_at: Date | null;
}

/** Where a page ends: gates are listed newest first. */
export type ApprovalPlace = [requestedAt: string, workflow: string, gate: string];

export interface ApprovalFilter {
  status?: string | undefined;
  workflow?: string | undefined;
  limit: number;
}

@Injectable()
export class ApprovalsRepository {
  constructor(private readonly database: Database) {}

  /** One more than `limit`, so that the caller sees whether there is another page. */
  list(of: Principal, { status, workflow, limit }: ApprovalFilter, after: ApprovalPlace | undefined): Promise<ApprovalRow[]> {
    const [requestedAt, stream, gate] = after ?? [null, null, null];
    return this.database.withTenant(of, (tx) =>
      tx.query<ApprovalRow>(
        `select * from event_store.approvals a
         where a.tenant = $1 and ($2::text is null or a.status = $2) and ($3::text is null or a.stream = $3)
           and ($4::timestamptz is null or a.requested_at < $4 or a.requested_at = $4 and (a.stream, a.gate) > ($5::text, $6::text))
         order by a.requested_at desc, a.stream, a.gate limit $7`,
        [of.tenant, status ?? null, workflow ?? null, requestedAt, stream, gate, limit + 1],
      ),
    );
  }
}

export const approvalView = (row: ApprovalRow): ApprovalView => ({
  workflow: row.stream,
  gate: row.gate,
  title: row.title,
  ...(row.detail === null ? {} : { detail: row.detail }),
  risk: row.risk,
  roles: row.roles,
  quorum: row.quorum,
  voters: row.voters,
  votesNeeded: row.status === 'open' ? row.quorum - row.voters.length : 0,
  status: row.status,
  requestedBy: row.requested_by,
  requestedAt: row.requested_at.toISOString(),
  ...(row.expires_at ? { expiresAt: row.expires_at.toISOString() } : {}),
  ...(row.escalates_at ? { escalatesAt: row.escalates_at.toISOString() } : {}),
  ...(row.escalates_to ? { escalatesTo: row.escalates_to } : {}),
  ...(row.escalated_at ? { escalatedAt: row.escalated_at.toISOString() } : {}),
  ...(row.closed_at ? { closedAt: row.closed_at.toISOString() } : {}),
});
