/** Injection token of the {@link LogDestination} that the app was started with, if it was given one. */
export const LOG_DESTINATION = Symbol('log-destination');
