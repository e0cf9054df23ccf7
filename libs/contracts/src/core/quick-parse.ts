import type { z } from 'zod';

/** Says nothing about a value: the schema decides. */
export const UNSURE: unique symbol = Symbol('unsure');

/** What the schema makes of a value, or {@link UNSURE}. A value that needs no change is answered with itself, and defaults are shared. */
export type QuickParse = (value: unknown) => unknown;

type Def = z.core.$ZodTypeDef & Record<string, unknown>;
type Test = (value: never) => boolean;

interface Field {
  parse: QuickParse;
  /** What stands for a missing one; `undefined` without a default. */
  fallback: unknown;
  required: boolean;
}

const unsure: QuickParse = () => UNSURE;
const defOf = (schema: unknown): Def => (schema as z.core.$ZodType)._zod.def as Def;

/**
 * A parser of JSON values that agrees with `schema` about every one that it is sure of, in a fraction of the time and memory: ordinary values of
 * strict objects, lists, texts, numbers and choices. All else is {@link UNSURE}, errors among it.
 */
export function quickParse(schema: z.core.$ZodType): QuickParse {
  const def = defOf(schema);
  switch (def.type) {
    case 'unknown':
      return (value) => value;
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : UNSURE);
    case 'literal':
      return among(def.values as readonly unknown[]);
    case 'enum':
      return among(Object.values(def.entries as object));
    case 'string':
      return passing(testsOf(def, textTests), (value) => typeof value === 'string');
    case 'number':
      return passing(testsOf(def, numberTests), Number.isFinite);
    case 'array':
      return listOf(quickParse(def.element as z.core.$ZodType), testsOf(def, lengthTests));
    case 'object':
      return isStrict(def) ? objectOf(def.shape as Record<string, z.core.$ZodType>) : unsure;
    default:
      return unsure;
  }
}

const isStrict = ({ catchall }: Def) => catchall !== undefined && defOf(catchall).type === 'never';

function among(values: readonly unknown[]): QuickParse {
  const known = new Set(values);
  return (value) => (known.has(value) ? value : UNSURE);
}

function passing(tests: readonly Test[] | undefined, fits: (value: unknown) => boolean): QuickParse {
  if (!tests) return unsure;
  return (value) => {
    if (!fits(value)) return UNSURE;
    for (const test of tests) if (!test(value as never)) return UNSURE;
    return value;
  };
}

type Tests = Record<string, (def: Def) => Test | undefined>;

const lengthTests: Tests = {
  min_length:
    ({ minimum }) =>
    ({ length }: { length: number }) =>
      length >= (minimum as number),
  max_length:
    ({ maximum }) =>
    ({ length }: { length: number }) =>
      length <= (maximum as number),
};
const textTests: Tests = {
  ...lengthTests,
  // The library asks these formats for nothing but their pattern.
  string_format: ({ format, pattern }) =>
    ['regex', 'uuid', 'datetime'].includes(format as string) && pattern instanceof RegExp && !pattern.global
      ? (value: string) => pattern.test(value)
      : undefined,
  custom: ({ fn }) => (typeof fn === 'function' ? (fn as Test) : undefined),
};
const numberTests: Tests = {
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

/** `undefined` when there is a check among them that is not known here. A format is a check of its own. */
function testsOf(def: Def, known: Tests): Test[] | undefined {
  const checks = [...(def.check === undefined ? [] : [def]), ...((def.checks ?? []) as unknown[]).map(defOf)];
  const tests = checks.map((check) => known[check.check as string]?.(check));
  return tests.every((test) => test !== undefined) && def.coerce !== true ? tests : undefined;
}

function listOf(parse: QuickParse, tests: readonly Test[] | undefined): QuickParse {
  if (!tests) return unsure;
  return (value) => {
    if (!Array.isArray(value)) return UNSURE;
    for (const test of tests) if (!test(value as never)) return UNSURE;
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const element: unknown = value[i];
      const made = parse(element);
      if (made === UNSURE) return UNSURE;
      if (made !== element) (copy ??= value.slice())[i] = made;
    }
    return copy ?? value;
  };
}

function fieldOf(schema: z.core.$ZodType): Field {
  const { type, innerType, defaultValue } = defOf(schema);
  if (type !== 'optional' && type !== 'default') return { parse: quickParse(schema), fallback: undefined, required: true };
  // Shared by all who have not given their own, so nobody may change it.
  const fallback = type === 'default' ? Object.freeze(defaultValue) : undefined;
  return { parse: quickParse(innerType as z.core.$ZodType), fallback, required: false };
}

function objectOf(shape: Readonly<Record<string, z.core.$ZodType>>): QuickParse {
  const fields = new Map(Object.entries(shape).map(([name, schema]) => [name, fieldOf(schema)]));
  const count = (is: (field: Field) => boolean) => [...fields.values()].filter(is).length;
  const [required, filled] = [count((field) => field.required), count((field) => field.fallback !== undefined)];
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return UNSURE;
    const members = value as Record<string, unknown>;
    let [needed, defaults] = [required, filled];
    let changes: Record<string, unknown> | undefined;
    for (const name in members) {
      const field = fields.get(name);
      const member = members[name];
      if (field === undefined || member === undefined) return UNSURE;
      const made = field.parse(member);
      if (made === UNSURE) return UNSURE;
      if (made !== member) (changes ??= {})[name] = made;
      if (field.required) needed -= 1;
      if (field.fallback !== undefined) defaults -= 1;
    }
    if (needed > 0) return UNSURE;
    return changes === undefined && defaults === 0 ? value : completed(fields, members, changes);
  };
}

function completed(fields: ReadonlyMap<string, Field>, members: Readonly<Record<string, unknown>>, changes: object = {}): unknown {
  const known: Record<string, unknown> = { ...members, ...changes };
  const made: Record<string, unknown> = {};
  for (const [name, { fallback }] of fields) {
    const value = known[name] === undefined ? fallback : known[name];
    if (value !== undefined) made[name] = value;
  }
  return made;
}
