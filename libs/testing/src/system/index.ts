export { Caller, type Sending } from './caller.ts';
export { checkSystem, type CheckedSystem, type SystemReport } from './check-system.ts';
export { ChildApp } from './child-app.ts';
export { checkAnswers, type GivenAnswer } from './given-answers.ts';
export { commandsOf, readPartition, type LoggedCommand, type LoggedPartition, type PartitionValues } from './logged-history.ts';
export { readTopics } from './read-topics.ts';
export { runSystem, TEST_SECRET, type RunningSystem, type SystemOptions } from './running-system.ts';
export { until } from './until.ts';
