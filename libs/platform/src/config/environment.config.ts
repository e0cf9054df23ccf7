/** Names and values of environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Injection token of the {@link Environment} that the app was started with. */
export const ENVIRONMENT = Symbol('environment');

export const processEnvironment = (): Environment => process.env;
