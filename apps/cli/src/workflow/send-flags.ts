import type { Command } from 'commander';
import type { SendOptions } from '@skein/client';
import { countOption } from '../command/wrong-value.ts';

export interface SendFlags {
  expectVersion?: string;
  commandId?: string;
}

export const withSendOptions = (command: Command): Command =>
  command
    .option('--expect-version <version>', 'refuse when the workflow has moved on from this version')
    .option('--command-id <id>', 'the same id never has two outcomes (default: one is made)');

export const sendOptions = ({ expectVersion, commandId }: SendFlags): SendOptions => ({
  ...(expectVersion === undefined ? {} : { expectedVersion: countOption('--expect-version', expectVersion) }),
  ...(commandId === undefined ? {} : { id: commandId }),
});
