import { MAX_ARTIFACT_BYTES, SkeinError } from '@skein/contracts';
import { MAX_BODY_BYTES } from '@skein/platform';
import type { FastifyRequest } from 'fastify';
import { Transform, type Readable } from 'node:stream';

/**
 * The body of a request, cut off where no service would read on: a service that refuses in mid-stream closes the connection, and
 * its answer is easily lost. What is left of the body when the way to the service breaks is read and dropped, so that the caller
 * comes to read the answer.
 */
export function boundedBody({ headers }: FastifyRequest, body: Readable): Readable {
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return body;
  const limit = headers['content-type']?.startsWith('application/octet-stream') ? MAX_ARTIFACT_BYTES : MAX_BODY_BYTES;
  if (Number(headers['content-length']) > limit) throw tooLarge(limit);
  let seen = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length;
      if (seen > limit) done(tooLarge(limit));
      else done(null, chunk);
    },
  });
  body.once('error', (error) => bounded.destroy(error));
  bounded.once('close', () => body.unpipe(bounded).resume());
  return body.pipe(bounded);
}

const tooLarge = (limit: number) =>
  new SkeinError('request.too-large', `The body is larger than ${limit} bytes. Send less at a time; store large things as artifacts.`, {
    limit,
  });
