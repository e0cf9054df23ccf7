import type { CostFigures } from './costs.ts';

const us = (number: number) => `${number.toFixed(1)} µs`;

/** For the table: what, µs of CPU per record, and whose. */
export function costRows({ records, rounds, parsing, validation, hashing, folding, append }: CostFigures): [string, string, string][] {
  const own = (what: string, cost: number): [string, string, string] => [what, us(cost), 'event-store'];
  const both = (what: string, { client, postgres }: CostFigures['append']['all']): [string, string, string] => [
    what,
    us(client + postgres),
    `event-store ${client.toFixed(1)}, Postgres ${postgres.toFixed(1)}`,
  ];
  return [
    ['CPU per record', '', `${records.toLocaleString('en')} records, medians of ${rounds} rounds`],
    own('parsing', parsing),
    own('validation of envelope and data', validation),
    own('hashing', hashing),
    own('folding and making rows', folding),
    both('append with everything', append.all),
    both('of it: views', append.views),
    both('of it: snapshots', append.snapshots),
    both('of it: row-level security', append.rowLevelSecurity),
  ];
}
