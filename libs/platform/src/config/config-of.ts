import { z } from 'zod';
import { appShape } from './app-shape.ts';

/** A class made by {@link configOf}: the schema, the type of the values and the injection token in one. */
export interface ConfigClass<T extends object = object> {
  readonly schema: z.ZodType<T>;
  new (values: T): Readonly<T>;
}

/**
 * Declares the configuration of an app once: `class MemoryConfig extends configOf({ DATABASE_URL: z.url() }) {}`.
 * Every key is the name of an environment variable. What all apps share (`HOST`, `PORT`, `LOG_LEVEL` …) is part of it.
 * Give a key a `.describe('…')` that says what is expected: it is shown when the value is wrong.
 */
export function configOf<S extends z.core.$ZodLooseShape>(shape: S) {
  const schema = z.object({ ...appShape, ...shape });
  class Config {
    static readonly schema = schema;
    constructor(values: object) {
      Object.freeze(Object.assign(this, values));
    }
  }
  return Config as unknown as {
    readonly schema: typeof schema;
    new (values: z.output<typeof schema>): Readonly<z.output<typeof schema>>;
  };
}
