import { Injectable } from '@nestjs/common';
import { StepCompleted, UsageRecorded, type Principal, type UsageReport, type UsageTotals } from '@skein/contracts';
import { Database } from '@skein/postgres';
import { unknownWorkflow } from './unknown-workflow.ts';
import { findWorkflow } from './workflows.repository.ts';

interface ShareRow {
  kind: 'agent' | 'model' | 'step';
  name: string;
  input: number | null;
  output: number | null;
  cost: number | null;
}

/** What workflows have used up: the total from their rows, the shares from their history when they are asked for. */
@Injectable()
export class UsageRepository {
  constructor(private readonly database: Database) {}

  /** Throws `workflow.unknown`. */
  usage(of: Principal, workflow: string): Promise<UsageReport> {
    return this.database.withTenant(of, async (tx) => {
      const row = await findWorkflow(tx, of, workflow);
      if (!row) throw unknownWorkflow(workflow);
      const shares = await tx.query<ShareRow>(
        `with used as (
           select d.data ->> 'step' as step, coalesce(d.data ->> 'agent', d.data ->> 'by') as agent, d.data -> 'usage' as usage
           from event_store.records r cross join lateral (select r.value::json -> 'data' as data offset 0) d
           where r.tenant = $1 and r.category = 'workflow' and r.stream = $2 and r.version is not null and r.type = any($3))
         select k.kind, k.name, sum((u.usage ->> 'inputTokens')::int8)::int8 as input,
           sum((u.usage ->> 'outputTokens')::int8)::int8 as output, sum((u.usage ->> 'costMicroUsd')::int8)::int8 as cost
         from used u
         cross join lateral (values ('agent', u.agent), ('model', u.usage ->> 'model'), ('step', u.step)) k(kind, name)
         where u.usage is not null and k.name is not null
         group by k.kind, k.name order by k.kind, cost desc nulls last, k.name`,
        [of.tenant, workflow, `{${StepCompleted.wireType},${UsageRecorded.wireType}}`],
      );
      const sharesBy = (kind: ShareRow['kind']) => shares.filter((share) => share.kind === kind).map(shareView);
      const total = { inputTokens: row.input_tokens, outputTokens: row.output_tokens, costMicroUsd: row.cost_micro_usd };
      return { total, byAgent: sharesBy('agent'), byModel: sharesBy('model'), byStep: sharesBy('step') };
    });
  }
}

const shareView = ({ name, input, output, cost }: ShareRow): UsageTotals & { name: string } => ({
  name,
  inputTokens: input ?? 0,
  outputTokens: output ?? 0,
  costMicroUsd: cost ?? 0,
});
