#!/usr/bin/env node
// Runs a script under Node 24, whatever Node started this: the binary comes from npm's own platform packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const binary = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;
  process.stderr.write(
    `skein: Node 24 or newer is needed, and this is ${process.version}.\n` +
      `  Why: no Node 24 package is published for ${process.platform}-${process.arch}, or optional dependencies were not installed.\n` +
      `  Do:  run "npm ci" without --omit=optional, or install Node 24 and try again.\n  Code: node.too-old\n`,
  );
  process.exit(78);
}

export function environmentFor(binary) {
  return { ...process.env, PATH: dirname(binary) + delimiter + (process.env.PATH ?? ''), SKEIN_NODE: binary };
}

/**
 * Replaces this process as well as Node can: same streams, signals passed on, same exit. `tied`: the other one has a channel to this one,
 * and so can end when this one is killed.
 */
export function become(args, { tied = false } = {}) {
  const binary = node24();
  const stdio = ['inherit', 'inherit', 'inherit', ...(tied ? ['ipc'] : [])];
  const child = spawn(binary, args, { stdio, env: environmentFor(binary) });
  const pass = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exit(code ?? 1);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) become(process.argv.slice(2));
