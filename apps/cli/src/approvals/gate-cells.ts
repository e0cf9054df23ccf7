import type { ApprovalView } from '@skein/contracts';

export const gateHead = ['gate', 'status', 'risk', 'votes', 'who decides', 'until', 'title'] as const;

/** A gate as a row of a table: what it has, and what it still needs. */
export const gateCells = (view: ApprovalView): string[] => [
  view.gate,
  view.status,
  view.risk,
  `${view.voters.length}/${view.quorum}`,
  view.roles.join(' or '),
  until(view),
  view.title,
];

function until({ expiresAt = '', escalatesAt, escalatesTo = [], escalatedAt }: ApprovalView): string {
  if (escalatesAt !== undefined) return `${escalatesAt}, then ${escalatesTo.join(' or ')}${expiresAt && ` until ${expiresAt}`}`;
  return `${expiresAt}${escalatedAt === undefined ? '' : `${expiresAt && ' '}(escalated)`}`;
}
