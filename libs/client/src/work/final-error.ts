/** Thrown by a handler when trying again would not help: the step fails for good, whatever its retry policy says. */
export class FinalError extends Error {
  override readonly name = 'FinalError';
  /** For programs; kept with the failure. */
  readonly code: string | undefined;

  constructor(message: string, { code, ...options }: { code?: string } & ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
