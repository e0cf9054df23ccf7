import { SkeinError } from '@skein/contracts';

/** Linear has read the question and does not answer it: asking it again is of no use, other questions may be answered. */
export class LinearRefusal extends SkeinError {
  constructor(said: string) {
    super('index.source-unusable', `Linear refuses the question: ${said}.`);
  }
}
