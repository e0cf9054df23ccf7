import { examples, type Register } from '../command/register.ts';
import { workflowEvents } from './events.command.ts';
import { listWorkflows } from './list.command.ts';
import { retryWorkflow } from './retry.command.ts';
import { showWorkflow } from './show.command.ts';
import { signalWorkflow } from './signal.command.ts';
import { startWorkflow } from './start.command.ts';

export const workflow: Register = (program, run) => {
  const group = program
    .command('workflow')
    .description('start, list, read and steer workflows')
    .addHelpText(
      'after',
      examples(
        'skein workflow start "Say hello" --step greet=demo/greet',
        'skein workflow list --status running',
        'skein workflow show w1',
      ),
    );
  for (const register of [startWorkflow, listWorkflows, showWorkflow, workflowEvents, retryWorkflow, signalWorkflow]) register(group, run);
};
