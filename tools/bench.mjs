// `npm run bench`: the measurements of this machine, as a table or with `-- --json` as JSON.
import { runSkein } from './run-skein.mjs';

await runSkein(['bench', ...process.argv.slice(2)]);
