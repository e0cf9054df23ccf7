import { agents } from './agents/agents.command.ts';
import { approve } from './approvals/approve.command.ts';
import { reject } from './approvals/reject.command.ts';
import type { Register } from './command/register.ts';
import { doctor } from './doctor/doctor.command.ts';
import { down } from './down/down.command.ts';
import { key } from './keys/key.commands.ts';
import { reset } from './reset/reset.command.ts';
import { search } from './search/search.command.ts';
import { tail } from './tail/tail.command.ts';
import { up } from './up/up.command.ts';
import { verify } from './verify/verify.command.ts';
import { workflow } from './workflow/workflow.commands.ts';

/** Every command, in the order of the help text. */
export const commands: readonly Register[] = [up(), down, reset, doctor, workflow, approve, reject, tail, agents, search, verify, key];
