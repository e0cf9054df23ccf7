export { DrivenOwner, emptyCursor, only } from './driven-owner.ts';
export { append, atTheDoor, start, TENANT, timedId, type GivenCommand } from './given-command.ts';
export { randomFrom } from './random.ts';
export { runSchedule, type Report } from './schedule.ts';
export { EXPLOSIVE, MOST_TURNS, turnsDecider, type Turns } from './turns.decider.ts';
