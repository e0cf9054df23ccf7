export { PartitionLog, type Sender } from './partition-log.ts';
