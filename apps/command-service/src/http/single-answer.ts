import { SkeinError, type CommandResult, type Wait } from '@skein/contracts';
import type { FastifyReply } from 'fastify';

/** The answer to one command as an HTTP answer of its own: the problem's status when there is one, 202 while less is known than was asked for. */
export function sendResult(reply: FastifyReply, result: CommandResult, { applied, wait }: { applied: number; wait: Wait }): CommandResult {
  if (result.position) void reply.header('skein-position', result.position);
  if (result.problem) throw problemError(result);
  const early = result.status === 'pending' || (wait === 'stored' && result.durable !== 'stored');
  if (early) void reply.header('location', `/v1/workflows/${result.stream}/commands/${result.commandId}`);
  void reply.status(early ? 202 : result.status === 'applied' ? applied : 200);
  return result;
}

function problemError({ problem, commandId, stream }: CommandResult): SkeinError {
  return new SkeinError(problem!.code as SkeinError['code'], problem!.detail, { ...problem!.facts, commandId, stream });
}
