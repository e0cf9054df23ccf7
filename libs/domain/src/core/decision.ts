import type { Decision, Fact } from '@skein/contracts';
import { isEvents, type Answer } from './decider.ts';
import { plain } from './plain.ts';

/** Events leave a decider as the plain JSON that will be read back: without fields that are `undefined`. */
export function decisionOf(answer: Answer): Decision {
  if (!isEvents(answer)) return answer;
  return { kind: 'events', events: answer.map(({ type, data }): Fact => ({ type, data: plain(data as object) })) };
}
