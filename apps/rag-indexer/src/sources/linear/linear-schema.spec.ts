import { describe, expect, it } from '@jest/globals';
import { buildSchema, GraphQLObjectType, isInputObjectType, isObjectType, parse, validate, type GraphQLSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { linearSchema } from '../../fixtures/linear-schema.fixture.ts';
import { linearQueries, moreQueries } from './linear-queries.ts';

const asked = [...Object.values(linearQueries), ...Object.values(moreQueries).map(({ query }) => query)];
const ours = buildSchema(linearSchema);
/** Linear's own schema, as it publishes it. */
const file = process.env.LINEAR_SCHEMA;

describe('what is asked of Linear', () => {
  it.each(asked)('fits the types of the fake: %s', (query) => expect(validate(ours, parse(query))).toEqual([]));

  (file === undefined ? it.skip : it)("fits Linear's own schema, and so do the types of the fake", () => {
    const published = buildSchema(readFileSync(file!, 'utf8'));
    for (const query of asked) expect(validate(published, parse(query))).toEqual([]);
    expect(differences(ours, published)).toEqual([]);
  });
});

/** Fields and arguments that ours has and the other has not, or of another type. */
function differences(one: GraphQLSchema, other: GraphQLSchema): string[] {
  const found: string[] = [];
  for (const type of Object.values(one.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInputObjectType(type))) continue;
    const theirs = other.getType(type.name);
    const fields = isObjectType(theirs) || isInputObjectType(theirs) ? theirs.getFields() : {};
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      const same = fields[field.name];
      if (String(same?.type) !== String(field.type)) found.push(`${name}: ${String(field.type)}, not ${String(same?.type)}`);
      if (!(type instanceof GraphQLObjectType) || !same || !('args' in same) || !('args' in field)) continue;
      for (const argument of field.args) {
        const theirArgument = same.args.find((each) => each.name === argument.name);
        if (String(theirArgument?.type) !== String(argument.type))
          found.push(`${name}(${argument.name}): not ${String(theirArgument?.type)}`);
      }
    }
  }
  return found;
}
