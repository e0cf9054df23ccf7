import { table } from '../output/table.ts';
import { costRows } from './costs/cost-rows.ts';
import type { CostFigures } from './costs/costs.ts';
import type { liveParts, LivePart } from './live-parts.ts';
import type { CpuSeconds } from './process/cpu-meter.ts';
import type { machine } from './process/machine.ts';
import type { storeParts } from './store/store-parts.ts';

type Figures<Part extends LivePart> = Awaited<ReturnType<(typeof liveParts)[Part]>>;

export type BenchResult = { machine: ReturnType<typeof machine>; partitions: number; costs?: CostFigures } & {
  [Part in LivePart]?: Figures<Part>;
} & Partial<Awaited<ReturnType<typeof storeParts>>>;

type Row = [what: string, figure: string, more: string];

/** The figures for people: what, how much, and what stands beside it. */
export function benchTable(result: BenchResult): string {
  const { cores, cpu, node } = result.machine;
  const rows = [
    ...stepRows(result),
    ...latencyRows(result),
    ...storeRows(result),
    ...idleRows(result),
    ...growthRows(result),
    ...(result.costs ? costRows(result.costs) : []),
  ];
  const head = `${cores} cores, ${cpu}, Node ${node}, ${result.partitions} partitions: broker, database, services and clients together`;
  return `${head}\n\n${table(['measured', 'figure', ''], rows)}`;
}

const count = (number: number) => Math.round(number).toLocaleString('en');

/** A rate beside what Postgres itself does with the same rows: sent by a client, and read from a file. */
function shareOf(perSecond: number, { copy, copyOfFile }: BenchResult): string {
  if (!copy || !copyOfFile) return '';
  const [sent, read] = [copy, copyOfFile].map(({ rowsPerSecond }) => (perSecond / rowsPerSecond).toFixed(3));
  return `${sent} × COPY by a client, ${read} × COPY of a file`;
}

function stepRows(all: BenchResult): Row[] {
  const { steps } = all;
  if (!steps) return [];
  const names = { inFlight: '', few: '', single: ', one command in a request' };
  return Object.entries(names).flatMap(([key, name]): Row[] => {
    const { result, cpu } = steps[key as keyof typeof names];
    const { workflows, stepsPerSecond, eventsPerSecond, p50, p99 } = result;
    const share = all.copy ? `, events ${shareOf(eventsPerSecond, all)}` : '';
    return [
      [`steps "stored", ${count(workflows)} workflows${name}`, `${count(stepsPerSecond)}/s`, `p50 ${p50} ms, p99 ${p99} ms${share}`],
      ['', '', perStep(cpu, result.steps)],
    ];
  });
}

/** Where the time of a step goes, in microseconds of CPU. */
const perStep = (cpu: CpuSeconds, steps: number) =>
  Object.entries(cpu)
    .sort(([, a], [, b]) => b - a)
    .map(([name, seconds]) => `${name} ${Math.round((seconds * 1e6) / steps)}`)
    .join(', ')
    .replace(/^/, 'µs of CPU each: ');

function latencyRows({ latency }: BenchResult): Row[] {
  if (!latency) return [];
  return Object.values(latency).map(({ result: { wait, perSecond, p50, p99, max } }) => [
    `command to "${wait}" at ${perSecond}/s`,
    `p50 ${p50} ms`,
    `p99 ${p99} ms, longest ${max} ms`,
  ]);
}

function storeRows(all: BenchResult): Row[] {
  const { copy, copyOfFile, drain, rebuild } = all;
  if (!copy || !copyOfFile || !drain || !rebuild) return [];
  return [
    ['drain Kafka → Postgres', `${count(drain.eventsPerSecond)} events/s`, shareOf(drain.eventsPerSecond, all)],
    ['', '', perStep(drain.cpu, drain.records)],
    [
      'rebuild of views and snapshots',
      `${count(rebuild.eventsPerSecond)} events/s`,
      `${rebuild.seconds.toFixed(1)} s for ${count(rebuild.events)}`,
    ],
    ['COPY of the same rows by a client', `${count(copy.rowsPerSecond)} rows/s`, `${count(copy.rows)} rows`],
    ['COPY of the same rows from a file', `${count(copyOfFile.rowsPerSecond)} rows/s`, `${count(copyOfFile.rows)} rows`],
  ];
}

function idleRows({ idle, pollers }: BenchResult): Row[] {
  const percent = (share = NaN) => `${(share * 100).toFixed(1)} % of a core`;
  const rows: Row[] = [];
  if (idle) rows.push(['idle', percent(idle.cpu), `${idle.memoryGiB} GiB; ${shares(idle.cpuBy)}`]);
  if (pollers) {
    const added = (pollers.idle.cpu ?? NaN) - (pollers.without.cpu ?? NaN);
    rows.push([`${pollers.pollers} pollers, idle`, percent(added), `more than without them; all: ${shares(pollers.idle.cpuBy)}`]);
    rows.push([
      `${count(pollers.steps)} steps for them`,
      `${pollers.claimsPerStep.toFixed(3)} claims per step`,
      `${pollers.seconds.toFixed(1)} s`,
    ]);
  }
  return rows;
}

const shares = (by: Record<string, number> = {}) =>
  Object.entries(by)
    .sort(([, a], [, b]) => b - a)
    .map(([name, share]) => `${name} ${(share * 100).toFixed(1)}`)
    .join(', ');

function growthRows({ growth }: BenchResult): Row[] {
  if (!growth) return [];
  const { inSmallStore, inGrownStore, ofShort, ofLong } = growth;
  const rows = (what: string, before: typeof ofShort, after: typeof ofShort): Row[] =>
    (['append', 'read', 'claim'] as const).map((kind) => [
      `${what}: ${kind}`,
      `${((after?.[kind] ?? NaN) / (before?.[kind] ?? NaN)).toFixed(2)} ×`,
      `${before?.[kind]} ms → ${after?.[kind]} ms`,
    ]);
  return [...rows('long workflow', ofShort, ofLong).slice(0, 2), ...rows('grown store', inSmallStore, inGrownStore)];
}
