import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { StartError } from '../app/start-error.ts';
import { configOf } from './config-of.ts';
import { loadConfig } from './load-config.ts';

class Config extends configOf({
  DATABASE_URL: z.url({ protocol: /^postgres$/ }).describe('the address of Postgres'),
  PARTITIONS: z.coerce.number().int().min(1),
}) {}

const errorOf = (env: Record<string, string>): StartError => {
  try {
    loadConfig(Config.schema, env);
  } catch (error) {
    if (error instanceof StartError) return error;
  }
  throw new Error('the configuration was accepted');
};

describe('configuration', () => {
  it('is read from the environment, with defaults, and cannot be changed', () => {
    const config = new Config(loadConfig(Config.schema, { DATABASE_URL: 'postgres://u:p@h/d', PARTITIONS: '8', OTHER: 'x' }));
    expect(config).toMatchObject({ DATABASE_URL: 'postgres://u:p@h/d', PARTITIONS: 8, HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'info' });
    expect(config).not.toHaveProperty('OTHER');
    expect(() => Object.assign(config, { PARTITIONS: 9 })).toThrow(TypeError);
  });

  it('names every problem at once, with what is expected', () => {
    const { code, exitCode, why } = errorOf({ PARTITIONS: '0', PORT: '70000' });
    expect([code, exitCode]).toEqual(['config.invalid', 78]);
    expect(why).toContain('DATABASE_URL: is missing (the address of Postgres)');
    expect(why).toContain('PARTITIONS: Too small');
    expect(why).toContain('PORT: Too big');
  });

  it('takes an empty variable for a missing one', () =>
    expect(errorOf({ DATABASE_URL: '', PARTITIONS: '8' }).why).toBe('DATABASE_URL: is missing (the address of Postgres)'));

  it('never shows a value', () => {
    const { message, why, todo } = errorOf({ DATABASE_URL: 'mysql://u:hunter2@h/d', PARTITIONS: 'hunter2', LOG_LEVEL: 'hunter2' });
    expect(message + why + todo).not.toContain('hunter2');
  });
});
