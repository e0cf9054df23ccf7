// Lets a test start one of our TypeScript files as a process: `node --import <this> --conditions skein-source file.ts`.
import { transformSync } from '@swc/core';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { swcOptions } from '../swc.config.mjs';

const options = { ...swcOptions, jsc: { ...swcOptions.jsc, rewriteRelativeImportExtensions: false } };

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context);
    const filename = fileURLToPath(url);
    return { format: 'module', shortCircuit: true, source: transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code };
  },
});
