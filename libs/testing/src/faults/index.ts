export { DatabaseBackup } from './database-backup.ts';
export { InjectedFault, type Act, type Direction, type Fault } from './fault.ts';
export { SmallDisk } from './small-disk.ts';
export { withoutLastPartition } from './produce-answer.ts';
export { TcpProxy } from './tcp-proxy.ts';
