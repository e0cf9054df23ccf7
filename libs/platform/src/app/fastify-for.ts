import { MAX_ARTIFACT_BYTES } from '@skein/contracts';
import { fastify, type FastifyInstance } from 'fastify';
import { problemFrom } from '../http/problem-from.ts';
import { sendProblem } from '../http/send-problem.ts';

/** Largest JSON body that apps read, in bytes: 500 commands of ordinary size; what is larger goes in several requests. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

export function fastifyFor(bodyLimit: number): FastifyInstance {
  const instance = fastify({
    bodyLimit,
    // while stopping, a problem document of ours is sent instead of Fastify's own 503
    return503OnClosing: false,
    // a token of a stream or a hash is longer than Fastify's 100
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, _request, reply) => sendProblem(reply, problemFrom(error)),
  });
  instance.removeContentTypeParser('text/plain');
  instance.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: MAX_ARTIFACT_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  return instance;
}
