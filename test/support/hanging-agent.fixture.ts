import { SkeinClient } from '@skein/client';

// Claims the first step of a workflow, says its fence, and never comes to an end.
const client = SkeinClient.local();
const { fence } = await client.steps.claim(process.argv[2]!, { step: 'one', leaseMs: 1_000 });
process.stdout.write(`${JSON.stringify({ fence })}\n`);
setInterval(() => undefined, 60_000);
