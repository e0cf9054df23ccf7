export { createDatabase, type DatabaseTemplate, type TestDatabase } from './test-database.ts';
export { testStack, type TestStack } from './test-stack.ts';
export { topicPrefix } from './topic-prefix.ts';
