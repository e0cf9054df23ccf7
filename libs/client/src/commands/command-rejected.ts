import { SkeinError, type CommandResult } from '@skein/contracts';
import { errorOfProblem } from '../http/problem-error.ts';

/** The command was decided, and the answer is no: it changed nothing, and sending it again gives the same answer. */
export class CommandRejected extends SkeinError {
  /** The whole answer, with the stream and its position. */
  readonly result: CommandResult;

  constructor(result: CommandResult) {
    const { code, message, facts } = result.problem
      ? errorOfProblem(result.problem)
      : new SkeinError('service.failed', 'The command was rejected, and the server did not say why.');
    super(code, message, facts);
    this.result = result;
  }
}
