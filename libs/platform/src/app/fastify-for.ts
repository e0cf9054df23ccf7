import { MAX_ARTIFACT_BYTES, MAX_DEPTH_OF_JSON, nestingExceeds, problemOf } from '@skein/contracts';
import { fastify, type FastifyInstance } from 'fastify';
import { problemFrom } from '../http/problem-from.ts';
import { sendProblem } from '../http/send-problem.ts';

/** Largest JSON body that apps read, in bytes: 500 commands of ordinary size; what is larger goes in several requests. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** A command's data may be as deep as it may be, inside of a list inside of a body. */
const DEEPEST_BODY = MAX_DEPTH_OF_JSON + 4;

export function fastifyFor(bodyLimit: number): FastifyInstance {
  const instance = fastify({
    bodyLimit,
    // while stopping, a problem document of ours is sent instead of Fastify's own 503
    return503OnClosing: false,
    // a token of a stream or a hash is longer than Fastify's 100
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, _request, reply) => sendProblem(reply, problemFrom(error)),
  });
  const parseJson = instance.getDefaultJsonParser('error', 'error');
  instance.removeContentTypeParser(['text/plain', 'application/json']);
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.routeOptions.config.unparsedBody) return done(null, body);
    const text = body.toString('utf8');
    const value = plainJson(text);
    if (value === undefined) void parseJson(request, text, done);
    else done(null, value);
  });
  instance.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: MAX_ARTIFACT_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  // Before anything else walks through it: what is nested without end would overflow the stack of whoever does.
  instance.addHook('preValidation', (request, reply, next) => {
    if (Buffer.isBuffer(request.body) || !nestingExceeds(request.body, DEEPEST_BODY)) return next();
    sendProblem(reply, problemOf('payload.bad-value', `The body is nested deeper than ${DEEPEST_BODY} levels. Make it flatter.`));
  });
  return instance;
}

/** What a text says that cannot mean to change a prototype; `undefined` for all else, which is to be read with more care. */
function plainJson(text: string): unknown {
  if (text.includes('\\u') || text.includes('__proto__') || text.includes('constructor')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // whoever reads it with care says what is wrong
  }
}
