// `npm start`: brings everything up and shows the first real work. `npm start -- --once` ends afterwards.
import { runSkein } from './run-skein.mjs';

await runSkein(['up', '--demo', ...process.argv.slice(2)]);
