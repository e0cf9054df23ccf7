import { MAX_ARTIFACT_BYTES, SkeinError } from '@skein/contracts';
import { MAX_BODY_BYTES } from '@skein/platform';
import type { FastifyRequest } from 'fastify';
import { Transform, type Readable } from 'node:stream';

type Done = (error: Error | null, body?: Buffer | Readable) => void;

/** Refuses a body that says to be larger than any service would read on. */
export function boundLength(
  request: FastifyRequest,
  _: unknown,
  body: Readable,
  done: (error: Error | null, body?: Readable) => void,
): void {
  const limit = limitOf(request);
  if (Number(request.headers['content-length']) > limit) done(tooLarge(limit));
  else done(null, body);
}

/**
 * The body of a request, cut off where no service would read on: a service that refuses in mid-stream closes the connection, and
 * its answer is easily lost. What fits into memory is read; artifacts go through as they come.
 */
export function readBody(request: FastifyRequest, body: Readable, done: Done): void {
  if (isArtifact(request)) done(null, boundedStream(body));
  else readWhole(body, done);
}

function readWhole(body: Readable, done: Done): void {
  const chunks: Buffer[] = [];
  let seen = 0;
  body.on('data', (chunk: Buffer) => {
    seen += chunk.length;
    if (seen <= MAX_BODY_BYTES) chunks.push(chunk);
    else if (seen - chunk.length <= MAX_BODY_BYTES) done(tooLarge(MAX_BODY_BYTES));
  });
  body.once('end', () => {
    if (seen <= MAX_BODY_BYTES) done(null, chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  });
  body.once('error', () => undefined); // the caller went away before all of it was here: there is nobody to answer
}

/** What is left of the body when the way to the service breaks is read and dropped, so that the caller comes to read the answer. */
function boundedStream(body: Readable): Readable {
  let seen = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length;
      if (seen > MAX_ARTIFACT_BYTES) done(tooLarge(MAX_ARTIFACT_BYTES));
      else done(null, chunk);
    },
  });
  body.once('error', (error) => bounded.destroy(error));
  bounded.once('close', () => body.unpipe(bounded).resume());
  return body.pipe(bounded);
}

const isArtifact = ({ headers }: FastifyRequest): boolean => headers['content-type']?.startsWith('application/octet-stream') ?? false;
const limitOf = (request: FastifyRequest): number => (isArtifact(request) ? MAX_ARTIFACT_BYTES : MAX_BODY_BYTES);

const tooLarge = (limit: number) =>
  new SkeinError('request.too-large', `The body is larger than ${limit} bytes. Send less at a time; store large things as artifacts.`, {
    limit,
  });
