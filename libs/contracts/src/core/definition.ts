import { z } from 'zod';
import type { Category } from './primitives.ts';
import { quickParse, type QuickParse } from './quick-parse.ts';

type Shape = z.core.$ZodLooseShape;
type DataOf<S extends Shape> = z.output<z.ZodObject<S, z.core.$strict>>;
type InputOf<S extends Shape> = z.input<z.ZodObject<S, z.core.$strict>>;

/** A fact as deciders and folds see it; {@link EventRecord} is the same on its way through the log. */
export interface Fact<T extends string = string, D = unknown> {
  readonly type: T;
  readonly data: D;
}

interface Definition<T extends string, S extends Shape> {
  /** `<category>.<name>`; unique among commands and among events. */
  readonly type: T;
  readonly category: Category;
  readonly version: number;
  /** The CloudEvents `type`: `dev.skein.<type>.v<version>`. */
  readonly wireType: string;
  readonly schema: z.ZodObject<S, z.core.$strict>;
  /** What the schema makes of ordinary data, in less time. */
  readonly quick: QuickParse;
}

export interface EventDefinition<T extends string = string, S extends Shape = Shape> extends Definition<T, S> {
  (data: DataOf<S>): Fact<T, DataOf<S>>;
  /** The fields of the data that the answer to the command repeats, so that a caller need not read the event. */
  readonly answers: readonly string[];
}

export interface CommandDefinition<T extends string = string, S extends Shape = Shape> extends Definition<T, S> {
  (data: InputOf<S>): Fact<T, InputOf<S>>;
}

/** The fact that a definition (or a union of them) makes. */
export type EventOf<D> = D extends EventDefinition<infer T, infer S> ? Fact<T, DataOf<S>> : never;
/** The command as a decider gets it: validated, with defaults. */
export type CommandOf<D> = D extends CommandDefinition<infer T, infer S> ? Fact<T, DataOf<S>> : never;

function define<T extends string, S extends Shape>(type: T, version: number, shape: S, more: object) {
  const make = (data: unknown) => ({ type, data });
  const category = type.slice(0, type.indexOf('.')) as Category;
  const schema = z.strictObject(shape);
  const wireType = `dev.skein.${type}.v${version}`;
  return Object.assign(make, { type, category, version, wireType, schema, quick: quickParse(schema) }, more);
}

/** Declares an event once: its name, its version and the shape of its data. */
export function event<const T extends `${Category}.${string}`, S extends Shape>(
  type: T,
  version: number,
  shape: S,
  answers: readonly (keyof S & string)[] = [],
): EventDefinition<T, S> {
  return define(type, version, shape, { answers }) as unknown as EventDefinition<T, S>;
}

/** Declares a command once. The decider receives the parsed data, defaults filled in. */
export function command<const T extends `${Category}.${string}`, S extends Shape>(type: T, shape: S): CommandDefinition<T, S> {
  return define(type, 1, shape, {}) as unknown as CommandDefinition<T, S>;
}
