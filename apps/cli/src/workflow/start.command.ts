import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { jsonOption, wrongValue } from '../command/wrong-value.ts';
import { several, stepOption } from './step-option.ts';

interface Options {
  goal?: string;
  id?: string;
  input?: string;
  step?: string[];
  tag?: string[];
}

export const startWorkflow: Register = (workflow, run) =>
  workflow
    .command('start')
    .description('start a workflow')
    .argument('<title>', 'what it is about')
    .option(
      '--step <id=capability>',
      'a step for an agent with that capability; ",after=id+id" names what comes before (may be repeated)',
      several,
    )
    .option('--goal <text>', 'what shall be reached')
    .option('--input <json>', 'what the agents get to read')
    .option('--tag <tag>', 'a tag to find it by (may be repeated)', several)
    .option('--id <id>', 'its id (default: one is made)')
    .addHelpText(
      'after',
      examples(
        'skein workflow start "Survey the docs" --step read=docs/read --step write=docs/write,after=read',
        'skein workflow start "Ask" --input \'{"question":"why?"}\' --json',
      ),
    )
    .action(
      run<Options>(async (context, { goal, id, input, step = [], tag = [] }, title) => {
        const steps = step.map(stepOption);
        const data = {
          title: titleOf(title),
          tags: tag,
          steps,
          ...(goal === undefined ? {} : { goal }),
          ...(input === undefined ? {} : { input: jsonOption('the input', '--input', input) }),
        };
        const client = await connect(context);
        const result = await client.workflows.start(data, { ...(id === undefined ? {} : { stream: id, expectedVersion: 0 }) });
        context.terminal.result(result, `started ${result.stream}\nTry next: npx skein workflow show ${result.stream}`);
      }),
    );

function titleOf(text = ''): string {
  if (text.trim() !== '') return text;
  throw wrongValue('the title is empty', 'a workflow is found and told apart by it.', 'say what it is about: "Survey the docs".');
}
