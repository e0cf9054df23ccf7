// Says why it was interrupted, and ends with 0 once its parent has let go of it.
import { aborted } from './aborted.ts';
import { interruption } from './interruption.ts';

const signal = interruption();
const alive = setInterval(() => undefined, 60_000);
process.stdout.write('running\n');
await aborted(signal);
process.stdout.write(`${String(signal.reason)}\n`);
if (process.connected) await new Promise((resolve) => process.once('disconnect', resolve));
clearInterval(alive);
