import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientTally } from './client-tally.ts';
import { progressLine } from './progress-line.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'skein-tally-'))));
afterAll(() => rm(folder, { recursive: true }));

it('says how long it still takes, what was done, and what clients were told so far', async () => {
  const file = join(folder, 'c1.jsonl');
  const tally = new ClientTally();
  tally.readOn([file]);
  await appendFile(file, '{"kind":"sent"}\n{"kind":"sent"}\n{"kind":"answered","status":"applied"}\n{"kind":"answ');
  tally.readOn([file]);
  expect([tally.sent, [...tally.answers]]).toEqual([2, [['applied', 1]]]);
  await appendFile(file, 'ered","status":"failed","code":"log.parked"}\n{"kind":"answered","status":"applied"}\n');
  tally.readOn([file]);
  const { sent, answers } = tally;
  expect(progressLine({ leftMs: 61_400, faults: 3, planned: 70, sent, perSecond: 1.6, answers })).toBe(
    '1:01 left · 3 of 70 faults · 2 commands, 2/s · applied 2 · failed log.parked 1',
  );
});
