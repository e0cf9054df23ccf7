import type { Problem } from '@skein/contracts';
import type { FastifyReply } from 'fastify';

/** Answers with a problem document; a 503 says when to come back. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (problem.status === 503) reply.header('retry-after', '1');
  reply.code(problem.status).header('content-type', 'application/problem+json').send(JSON.stringify(problem));
}
