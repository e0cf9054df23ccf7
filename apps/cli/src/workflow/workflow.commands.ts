import type { Register } from '../command/register.ts';
import { workflowEvents } from './events.command.ts';
import { listWorkflows } from './list.command.ts';
import { showWorkflow } from './show.command.ts';
import { startWorkflow } from './start.command.ts';

export const workflow: Register = (program, run) => {
  const group = program.command('workflow').description('start, list and read workflows');
  for (const register of [startWorkflow, listWorkflows, showWorkflow, workflowEvents]) register(group, run);
};
