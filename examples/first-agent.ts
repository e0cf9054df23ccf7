import { done, SkeinClient } from '@skein/client';

// An agent that greets. It finds the local stack of `npm start` by itself; its step is offered, claimed, kept and completed.
const skein = SkeinClient.local();
const { stream: id } = await skein.workflows.start({ title: 'Greet', steps: [{ step: 'hello', capability: 'greet', input: 'world' }] });

const agent = skein.work({ capabilities: ['greet'], workflow: id }, async (task) => {
  return done({ greeting: `Hello, ${task.input}!` }, { usage: { inputTokens: 3, outputTokens: 4 } });
});

const { status } = await skein.workflows.waitFor(id);
for await (const { text } of skein.workflows.timeline(id)) console.log(text);
console.log(`${id} is ${status}`);
await agent.stop();
