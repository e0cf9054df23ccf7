import { expect, it } from '@jest/globals';
import { patiently } from './patient.ts';

it('asks again what no broker has answered, and not what the program itself does wrong', async () => {
  const answers = [new TypeError("Cannot read properties of null (reading 'topicMetadata')"), new TypeError('x is not a function')];
  const ask = () => Promise.reject(answers.shift()!);
  await expect(patiently(ask)).rejects.toThrow('x is not a function');
});
