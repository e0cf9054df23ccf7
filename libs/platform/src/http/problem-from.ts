import { HttpException } from '@nestjs/common';
import { problemOf, SkeinError, type Problem, type ProblemCode } from '@skein/contracts';

const codeOfStatus = (status: number): ProblemCode => {
  if (status === 404) return 'request.not-found';
  if (status === 413) return 'request.too-large';
  if (status === 503) return 'service.unavailable';
  return status >= 400 && status < 500 ? 'request.invalid' : 'service.failed';
};

/** The problem document for anything that was thrown. What was not meant for callers says nothing but `service.failed`. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof SkeinError) return problemOf(error.code, error.message, error.facts);
  const status = statusOf(error);
  if (status === undefined || status >= 500) {
    return problemOf('service.failed', 'The service failed. It is logged there; try again, and report it if it happens again.');
  }
  if (status === 415) return problemOf('request.invalid', 'The body is of a media type that is not read here. Send application/json.');
  return problemOf(codeOfStatus(status), (error as Error).message);
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  // Fastify's errors about the request itself: body too large, not JSON, a media type that nobody reads
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('FST_ERR_') && 'statusCode' in error)
    return Number(error.statusCode);
  return undefined;
}
