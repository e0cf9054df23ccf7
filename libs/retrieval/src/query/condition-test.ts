import type { Condition, ConditionKey } from './parsed-query.ts';
import { pathTest } from './path-pattern.ts';

type Test = (given: string) => boolean;

const tests: Readonly<Record<ConditionKey, (wanted: string) => Test>> = {
  path: pathTest,
  lang: alike,
  kind: alike,
  symbol: namedBy,
  repo: (wanted) => {
    const part = wanted.toLowerCase();
    return (given) => given.toLowerCase().includes(part);
  },
};

/** What a condition says, to be asked of many values. */
export const testOf = ({ key, value }: Condition): Test => tests[key](value);

function alike(wanted: string): Test {
  const lowered = wanted.toLowerCase();
  return (given) => given.toLowerCase() === lowered;
}

/** `append` and `OrderStore.append` both name `shop.OrderStore.append`. */
function namedBy(wanted: string): Test {
  const end = `.${wanted.toLowerCase()}`;
  return (given) => `.${given.toLowerCase()}`.endsWith(end);
}
