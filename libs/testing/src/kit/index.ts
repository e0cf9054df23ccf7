export { actor, somebody, type Actor } from './actors.ts';
export { given } from './given.ts';
export { deciderFor, happened, stateAfter, type Happened } from './stream.ts';
export { after, NOON } from './times.ts';
