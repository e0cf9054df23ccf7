import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import * as contracts from '../index.ts';
import { StartWorkflow } from '../workflow/lifecycle.commands.ts';
import { WorkflowStarted } from '../workflow/lifecycle.events.ts';
import * as stepCommands from '../workflow/step.commands.ts';
import * as stepEvents from '../workflow/step.events.ts';
import { commandDefinitions, eventDefinitions } from './catalogue.ts';
import type { CommandDefinition } from './definition.ts';
import { quickParse, UNSURE } from './quick-parse.ts';

const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('', 'a'.repeat(501), '\0', '\ud800', 'a b', -1, 0, 1.5, 2 ** 53, 1e9, {}, []));
const texts = [
  'a',
  '2026-01-15T12:00:00.250Z',
  '2026-02-30T12:00:00.250Z',
  '0198a7b2-7abc-7def-8abc-0123456789ab',
  'a'.repeat(64),
  '1.2.3',
  'https://a.example',
  'ä b',
];

function text(schema: z.core.$ZodType): fc.Arbitrary<string> {
  const fitting = texts.filter((one) => z.safeParse(schema, one).success);
  return fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...(fitting.length > 0 ? fitting : texts)) }, fc.constantFrom(...texts));
}

/** Values that often fit a schema, and often miss it by little. */
function near(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const def = schema._zod.def as unknown as Record<string, unknown>;
  const inner = (name: string) => near(def[name] as z.core.$ZodType);
  switch (def['type'] as string) {
    case 'optional':
    case 'default':
      return inner('innerType');
    case 'array':
      return fc.array(inner('element'), { maxLength: 3 });
    case 'enum':
      return fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...Object.values(def['entries'] as object)) }, fc.constant('none of them'));
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc.oneof({ weight: 30, arbitrary: fc.constantFrom(1, 2, 100) }, fc.integer({ min: -1, max: 200 }));
    case 'string':
      return text(schema);
    case 'object': {
      const shape = Object.entries(def['shape'] as Record<string, z.core.$ZodType>);
      const all = Object.fromEntries(shape.map(([name, field]) => [name, fc.oneof({ weight: 30, arbitrary: near(field) }, odd)]));
      const requiredKeys = shape.filter(([, field]) => !['optional', 'default'].includes(field._zod.def.type)).map(([name]) => name);
      const missing = fc.constantFrom(undefined, ...shape.map(([name]) => name));
      return fc
        .tuple(
          fc.record(all, { requiredKeys }),
          fc.oneof({ weight: 30, arbitrary: fc.constant(null) }, fc.constantFrom('more', '__proto__', 'constructor')),
          fc.nat(20),
          missing,
        )
        .map(([value, more, dice, name]) => {
          const made = JSON.parse(`{${more === null ? '' : `"${more}":{}`}}`) as Record<string, unknown>;
          for (const [key, member] of Object.entries(value)) if (dice > 0 || key !== name) made[key] = member;
          return made;
        });
    }
    default:
      return odd;
  }
}

const definitionsIn = (module: object) => Object.values(module).filter((one): one is CommandDefinition => typeof one === 'function');
const definitions = [...eventDefinitions.values(), ...commandDefinitions.values()];

const holdsItself = z.strictObject({
  get kids() {
    return z.array(holdsItself);
  },
});

const exported: readonly (readonly [string, unknown])[] = Object.entries(contracts);
const ofHttp = exported.flatMap(([name, one]) => (one instanceof z.ZodType ? [[name, one] as const] : []));

describe('a quick parser', () => {
  it.each([...definitions.map(({ type, schema }) => [type, schema] as const), ...ofHttp])(
    'agrees with the schema of %s wherever it is sure',
    (_, schema) => {
      const parse = quickParse(schema);
      fc.assert(
        fc.property(near(schema), (value) => {
          const quick = parse(value);
          if (quick !== UNSURE) expect(schema.safeParse(value)).toEqual({ success: true, data: quick });
        }),
        { numRuns: 400 },
      );
    },
  );

  it.each(
    [...definitionsIn(stepCommands), ...definitionsIn(stepEvents), StartWorkflow, WorkflowStarted].map((one) => [one.type, one] as const),
  )('is sure of everything that fits, in %s', (_, { schema, quick }) => {
    const fitting = fc.sample(near(schema), 400).filter((value) => schema.safeParse(value).success);
    expect(fitting.length).toBeGreaterThan(0);
    expect(fitting.filter((value) => quick(value) === UNSURE)).toEqual([]);
  });

  it('answers a value that lacks nothing with itself', () => {
    const claim = { step: 'a', leaseMs: 1_000 };
    expect(stepCommands.ClaimStep.quick(claim)).toBe(claim);
  });

  it('fills in defaults, also inside of lists, and leaves what it was given alone', () => {
    const complete = { step: 'a', fence: 1, next: [{ step: 'b', capability: 'code' }] };
    const before = structuredClone(complete);
    expect(stepCommands.CompleteStep.quick(complete)).toEqual(stepCommands.CompleteStep.schema.parse(complete));
    expect(complete).toEqual(before);
  });

  it('shares defaults in a form that nobody can change', () => {
    const made = stepEvents.StepScheduled.quick({ step: 'b', capability: 'code' }) as { dependsOn: string[]; retry: { factor: number } };
    expect(() => made.dependsOn.push('a')).toThrow(TypeError);
    expect(() => (made.retry.factor = 3)).toThrow(TypeError);
  });

  it.each([
    ['an object that lets other fields through', z.object({ a: z.string() }), { a: 'b' }],
    ['a check that it does not know', z.strictObject({ a: z.string().startsWith('b') }), { a: 'b' }],
    ['a format that is more than its pattern', z.strictObject({ a: z.url() }), { a: 'https://example.org' }],
    ['another text than the one given', z.strictObject({ a: z.string().trim() }), { a: 'b' }],
    ['another type than the one given', z.strictObject({ a: z.coerce.number() }), { a: 1 }],
    ['a choice between objects', z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })]), { a: 'b' }],
    ['an object that is checked as a whole', z.strictObject({ a: z.int() }).refine(({ a }) => a > 1), { a: 1 }],
    ['an object that is changed as a whole', z.strictObject({ a: z.int() }).overwrite(() => ({ a: 9 })), { a: 1 }],
    [
      'something optional that is checked',
      z.strictObject({
        a: z
          .int()
          .optional()
          .refine((a) => a !== undefined),
      }),
      {},
    ],
    [
      'a default that is checked',
      z.strictObject({
        a: z
          .int()
          .default(1)
          .refine((a) => a > 1),
      }),
      {},
    ],
    ['a default within something optional', z.strictObject({ a: z.int().default(1).optional() }), {}],
    ['a default that is parsed', z.strictObject({ a: z.int().prefault(1) }), {}],
    ['a default that is another one each time', z.strictObject({ a: z.string().default(() => randomUUID()) }), {}],
    ['a default with parts that could be changed', z.strictObject({ a: z.array(z.array(z.int())).default([[1]]) }), {}],
    ['a choice that is checked', z.strictObject({ a: z.enum(['a', 'b']).refine((a) => a === 'b') }), { a: 'a' }],
    ['a yes or no that is checked', z.strictObject({ a: z.boolean().refine((a) => a) }), { a: false }],
    ['anything that is checked', z.strictObject({ a: z.unknown().refine((a) => a === 1) }), { a: 2 }],
    ['a text that may be too short in code points', z.strictObject({ a: z.string().min(2) }), { a: '😀' }],
    ['a check that takes time', z.strictObject({ a: z.string().refine(async () => Promise.resolve(false)) }), { a: 'b' }],
    ['a number that stands for a name', z.strictObject({ a: z.enum({ A: 1, 1: 'A' } as never) }), { a: 'A' }],
    ['a pattern that has a memory', z.strictObject({ a: z.string().regex(/b/y) }), { a: 'b' }],
    ['a schema that holds itself', holdsItself, { kids: [{ kids: [] }] }],
    ['a schema of another library', { '~standard': {} } as never, { a: 1 }],
  ])('is sure of nothing about %s', (_, schema: z.core.$ZodType, value) => expect(quickParse(schema)(value)).toBe(UNSURE));
});
