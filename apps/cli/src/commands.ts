import { agents } from './agents/agents.command.ts';
import { approvals } from './approvals/approvals.command.ts';
import { approve } from './approvals/approve.command.ts';
import { escalate } from './approvals/escalate.command.ts';
import { reject } from './approvals/reject.command.ts';
import { bench } from './bench/bench.command.ts';
import type { Register } from './command/register.ts';
import { deadLetter } from './dead-letters/dead-letter.commands.ts';
import { chaos } from './chaos/chaos.command.ts';
import { demo, firstWork } from './demo/demo.command.ts';
import { doctor } from './doctor/doctor.command.ts';
import { down } from './down/down.command.ts';
import { index } from './index/index.commands.ts';
import { key } from './keys/key.commands.ts';
import { log } from './log/log.commands.ts';
import { migrate } from './migrate/migrate.command.ts';
import { rebuild } from './rebuild/rebuild.command.ts';
import { republish } from './republish/republish.command.ts';
import { reset } from './reset/reset.command.ts';
import { context } from './search/context.command.ts';
import { search } from './search/search.command.ts';
import { sync } from './sync/sync.commands.ts';
import { tail } from './tail/tail.command.ts';
import { up } from './up/up.command.ts';
import { verify } from './verify/verify.command.ts';
import { workflow } from './workflow/workflow.commands.ts';

/** Every command, in the order of the help text. */
export const commands: readonly Register[] = [
  up(firstWork),
  down,
  reset,
  doctor,
  demo,
  workflow,
  approvals,
  approve,
  reject,
  escalate,
  tail,
  agents,
  search,
  context,
  index,
  sync,
  verify,
  rebuild,
  republish,
  log,
  deadLetter,
  key,
  migrate,
  bench,
  chaos,
];
