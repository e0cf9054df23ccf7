import { interruption } from './command/interruption.ts';
import { commands } from './commands.ts';
import { runProgram } from './program.ts';

// A reader such as `head` that has seen enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 74));

process.exit(await runProgram(process.argv.slice(2), commands, { env: process.env, interrupted: interruption() }));
