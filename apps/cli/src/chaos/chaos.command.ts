import { resetStack } from '@skein/local';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../command/context.ts';
import { examples, type Register } from '../command/register.ts';
import { wrongValue } from '../command/wrong-value.ts';
import { exitCode } from '../failure/exit-code.ts';
import { table } from '../output/table.ts';
import { faultPlan, type PlannedFault } from './plan/fault-plan.ts';
import { chaosRun, type ChaosResult } from './run/chaos-run.ts';
import { countAnswers } from './run/client-files.ts';
import { progressLine } from './run/progress-line.ts';

interface Options {
  seed: string;
  minutes: string;
}

const MOST_SHOWN = 20;

export const chaos: Register = (program, run) =>
  program
    .command('chaos')
    .description(
      'start a deployment of its own, kill and freeze its parts under load, then check that nothing was lost, doubled or made up',
    )
    .option('--seed <number>', 'what is done to whom and when follows from it', '1')
    .option('--minutes <number>', 'how long parts are killed and frozen', '5')
    .addHelpText('after', examples('skein chaos --seed 1 --minutes 5', 'skein chaos --seed 7 --minutes 1 --json'))
    .action(run<Options>(cause));

async function cause(context: Context, options: Options): Promise<number> {
  const { terminal, interrupted, env } = context;
  const seed = numberOf('--seed', options.seed, /^\d+$/, Number.isSafeInteger);
  const minutes = numberOf('--minutes', options.minutes, /^\d+(\.\d+)?$/, (value) => value > 0 && value <= 1_440);
  const plan = faultPlan(seed, minutes);
  const home = await mkdtemp(join(tmpdir(), 'skein-chaos-'));
  terminal.say(plan.map(lineOf).join('\n'));
  const begun = performance.now();
  let sound = false;
  try {
    const result = await chaosRun({
      ...{ home, env, seed, plan, lastsMs: minutes * 60_000, signal: interrupted },
      say: (line) => terminal.say(line),
      progress: (state) => terminal.progress(progressLine(state)),
    });
    sound = result.findings.length === 0;
    const summary = { ok: sound, seed, minutes, ...figuresOf(result, performance.now() - begun), ...(sound ? {} : { home }) };
    terminal.result({ ...summary, faults: result.faults, findings: result.findings }, report(summary, result));
    return sound ? exitCode.done : exitCode.problem;
  } finally {
    if (sound) await remove(home);
    else terminal.say(`kept ${home} (data, logs, what clients saw); "skein chaos --seed ${seed} --minutes ${minutes}" does the same again`);
  }
}

function figuresOf({ entries, records, voids, outcomes, faults }: ChaosResult, tookMs: number) {
  const sent = entries.filter(({ kind }) => kind === 'sent').length;
  const done = faults.filter(({ hit }) => hit);
  const kills = done.filter(({ kind }) => kind === 'kill').length;
  return {
    ...{ seconds: Math.round(tookMs / 1000), kills, freezes: done.length - kills, sent },
    ...{ outcomes, records, voids, answers: countAnswers(entries) },
  };
}

function report({ answers, ...figures }: ReturnType<typeof figuresOf> & { ok: boolean }, { findings }: ChaosResult): string {
  const { kills, freezes, sent, outcomes, records, voids } = figures;
  const facts = Object.entries({ kills, freezes, 'commands sent': sent, outcomes, records, 'void records': voids, ...answers });
  const wrong = findings.slice(0, MOST_SHOWN).map(({ rule, detail }) => `wrong: ${detail} (${rule})`);
  const more = findings.length > MOST_SHOWN ? [`and ${findings.length - MOST_SHOWN} more`] : [];
  return [
    table(
      ['what', 'number'],
      facts.map(([name, value]) => [name, String(value)]),
    ),
    ...wrong,
    ...more,
    figures.ok ? 'in order' : 'NOT in order',
  ].join('\n');
}

const lineOf = ({ at, target, kind, forMs }: PlannedFault): string =>
  `${(at / 1000).toFixed(1).padStart(6)} s  ${kind} ${target}${kind === 'freeze' ? ` for ${(forMs / 1000).toFixed(1)} s` : ''}`;

function numberOf(name: string, text: string, form: RegExp, fits: (value: number) => boolean): number {
  const value = Number(text);
  if (form.test(text) && fits(value)) return value;
  throw wrongValue(
    `"${text}" is no number for ${name}`,
    'seeds are whole numbers of digits only, minutes lie between 0 and 1440.',
    `give one, such as ${name} 1.`,
  );
}

async function remove(home: string): Promise<void> {
  await resetStack(home);
  await rm(home, { recursive: true, force: true });
}
