/** Why a rebuild has ended, as plain data. */
export interface Failure {
  code: string;
  message: string;
  retriable: boolean;
}

export function failureOf(error: unknown): Failure {
  const { code, message, retriable } = error as Partial<Failure>;
  return { code: code ?? 'service.failed', message: message ?? String(error), retriable: retriable ?? false };
}
