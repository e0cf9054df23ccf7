#!/usr/bin/env node
import { runSkein } from '../../../tools/run-skein.mjs';

await runSkein(process.argv.slice(2));
