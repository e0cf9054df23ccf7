import { SkeinError } from '@skein/contracts';

export const unknownWorkflow = (workflow: string): SkeinError =>
  new SkeinError('workflow.unknown', `There is no workflow ${workflow}. Check the id; a new one shows as soon as it is stored.`, {
    workflow,
  });
