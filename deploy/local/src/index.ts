export { DatabaseServer } from './postgres/database-server.ts';
export { resetStack } from './reset-stack.ts';
export { runningStack, type RunningStack } from './running-stack.ts';
export { StackError, type StackErrorCode } from './stack-error.ts';
export type { PartExit, PartName, PartOrigin, Stack, StackOptions } from './stack.ts';
export { startStack } from './start-stack.ts';
