export { startStack } from './start-stack.ts';
export { StackError, type StackErrorCode } from './stack-error.ts';
export type { PartExit, PartName, PartOrigin, Stack, StackOptions } from './stack.ts';
