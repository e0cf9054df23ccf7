type Def = Record<string, unknown>;
export type Test = (value: never) => boolean;
/** By the kind of a check: what stands for it, or nothing when it asks for more than is known here. */
type Tests = Record<string, (def: Def) => Test | undefined>;

const atMost =
  ({ maximum }: Def): Test =>
  ({ length }: { length: number }) =>
    length <= (maximum as number);

const atLeast =
  (minimum: number): Test =>
  ({ length }: { length: number }) =>
    length >= minimum;

export const listTests: Tests = {
  min_length: ({ minimum }) => atLeast(minimum as number),
  max_length: atMost,
};

export const textTests: Tests = {
  // The library counts code points, of which a text may have half as many as units.
  min_length: ({ minimum }) => atLeast((minimum as number) <= 1 ? (minimum as number) : 2 * (minimum as number)),
  max_length: atMost,
  // The library asks these formats for nothing but their pattern.
  string_format: ({ format, pattern }) =>
    ['regex', 'uuid', 'datetime'].includes(format as string) && pattern instanceof RegExp && !pattern.global && !pattern.sticky
      ? (value: string) => pattern.test(value)
      : undefined,
  // A promise is no answer.
  custom: ({ fn }) => (typeof fn === 'function' ? (value: string) => (fn as (value: string) => unknown)(value) === true : undefined),
};

export const numberTests: Tests = {
  number_format: ({ format }) => (format === 'safeint' ? Number.isSafeInteger : undefined),
  greater_than:
    ({ value: least, inclusive }) =>
    (value: number) =>
      value > (least as number) || (inclusive === true && value === least),
  less_than:
    ({ value: most, inclusive }) =>
    (value: number) =>
      value < (most as number) || (inclusive === true && value === most),
};

const defOfCheck = (check: unknown) => (check as { _zod: { def: Def } })._zod.def;

/** `undefined` when there is a check among them that is not known here. A format is a check of its own. */
export function testsOf(def: Def, known: Tests): Test[] | undefined {
  const checks = [...(def.check === undefined ? [] : [def]), ...((def.checks ?? []) as unknown[]).map(defOfCheck)];
  const tests = checks.map((check) => known[check.check as string]?.(check));
  return tests.every((test) => test !== undefined) && def.coerce !== true ? tests : undefined;
}
