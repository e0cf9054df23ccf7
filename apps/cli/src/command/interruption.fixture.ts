// Ends with 0 once it is interrupted, and says why.
import { aborted } from './aborted.ts';
import { interruption } from './interruption.ts';

const signal = interruption();
const alive = setInterval(() => undefined, 60_000);
process.stdout.write('running\n');
await aborted(signal);
process.stdout.write(`${String(signal.reason)}\n`);
clearInterval(alive);
