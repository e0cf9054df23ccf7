import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Log } from '../logging/log.ts';
import { problemFrom } from './problem-from.ts';
import { sendProblem } from './send-problem.ts';

/** The one place that turns what was thrown into an answer: an RFC 9457 problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { method, url } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemFrom(error);
    const facts = { method, url, code: problem.code, err: error };
    if (problem.status === 500) this.log.error('a request failed', facts);
    else if (problem.status > 500) this.log.warn('a request could not be served', facts);
    else this.log.debug('a request was refused', facts);
    if (reply.sent || reply.raw.headersSent) reply.raw.destroy();
    else sendProblem(reply, { ...problem, instance: url.split('?', 1)[0] });
  }
}
