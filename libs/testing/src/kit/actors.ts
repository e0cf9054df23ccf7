/** Who gives a command in a test. */
export interface Actor {
  readonly subject: string;
  readonly roles: readonly string[];
}

/** An actor with these roles. */
export const actor = (subject: string, ...roles: string[]): Actor => ({ subject, roles });

/** Gives the commands of tests that do not say who does. */
export const somebody = actor('somebody');
