import type { SkeinClient } from '@skein/client';
import { CliError } from '../failure/cli-error.ts';

/** The gate that is meant: the one named, else the only one that is open. */
export async function gateOf(client: SkeinClient, workflow: string, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  await client.workflows.get(workflow);
  const open = (await client.approvals.list({ workflow, status: 'open' }).toArray()).map(({ gate }) => gate);
  const [only] = open;
  if (only !== undefined && open.length === 1) return only;
  throw new CliError(`workflow ${workflow} has ${open.length === 0 ? 'no open gate' : `${open.length} open gates`}`, {
    code: open.length === 0 ? 'approval.not-open' : 'approval.which-gate',
    why: open.length === 0 ? 'nothing of it waits for a person.' : `it waits for ${open.join(', ')}.`,
    todo: open.length === 0 ? `look at it by "skein workflow show ${workflow}".` : 'name the gate after the workflow.',
  });
}
