/** What the command line ends with; the last two as in sysexits.h. */
export const exitCode = {
  done: 0,
  /** Something is wrong, or was refused. */
  problem: 1,
  usage: 2,
  /** A part that is needed does not answer. */
  unreachable: 69,
  /** A bug. */
  unknown: 70,
  /** The set-up of this machine or deployment must change first. */
  setUp: 78,
  /** Ended by Ctrl-C, as shells say it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
