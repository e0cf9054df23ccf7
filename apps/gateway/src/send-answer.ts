import type { FastifyReply } from 'fastify';
import { pipeline } from 'node:stream';
import type { Answer } from './upstream-answer.ts';

/** Passes an answer on as it is. A small one leaves in one write together with its head. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer, lastOfConnection: boolean): void {
  reply.hijack();
  const { raw } = reply;
  if (lastOfConnection) headers.connection = 'close';
  raw.writeHead(status, headers);
  if (!Buffer.isBuffer(body)) {
    raw.flushHeaders();
    // What breaks off in the middle is cut off for the caller, too; there is nobody else to tell.
    pipeline(body, raw, () => undefined);
  } else {
    // The same bytes as a text: Node writes them in one piece with the head, at half the cost of two.
    raw.end(body.toString('latin1'), 'latin1');
  }
}
