export { actor, somebody, type Actor } from './actors.ts';
export { anyActor, anyCommandByType, anyMoves, anyWorkflowCommand, type Move } from './any-workflow-command.ts';
export { corpus } from './event-corpus.ts';
export { given } from './given.ts';
export { play, type Played, type Recorded } from './play.ts';
export { deciderFor, happened, stateAfter, type Happened } from './stream.ts';
export { after, NOON } from './times.ts';
