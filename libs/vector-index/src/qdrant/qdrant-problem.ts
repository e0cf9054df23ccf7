import { SkeinError } from '@skein/contracts';
import { types } from 'node:util';

/** The HTTP status that Qdrant answered, if it did. */
function statusOf(error: unknown): number | undefined {
  const status: unknown = types.isNativeError(error) ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** The collection or alias is not there. */
export const isMissing = (error: unknown): boolean => statusOf(error) === 404;

/** Makes one of our errors of what the client threw. Neither address nor key is told. */
export function qdrantProblem(error: unknown, doing: string): unknown {
  if (!types.isNativeError(error) || error instanceof SkeinError) return error;
  const status = statusOf(error);
  if (status === 401 || status === 403) {
    return new SkeinError(
      'service.failed',
      `Qdrant does not accept the key while ${doing}. Check QDRANT_API_KEY.`,
      { status },
      { cause: error },
    );
  }
  if (status !== undefined && status < 500 && status !== 429) {
    return new SkeinError('service.failed', `Qdrant refused ${doing}: ${reasonOf(error)}`, { status }, { cause: error });
  }
  const text = `Qdrant does not answer while ${doing}: ${reasonOf(error)}. Check that it runs at QDRANT_URL; nothing is lost, try again.`;
  return new SkeinError('service.unavailable', text, status === undefined ? {} : { status }, { cause: error });
}

function reasonOf(error: Error): string {
  const data: unknown = Reflect.get(error, 'data');
  const said = typeof data === 'object' && data !== null ? (data as { status?: { error?: unknown } }).status?.error : undefined;
  return typeof said === 'string' ? said : error.message;
}
