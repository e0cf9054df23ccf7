import { problemOf, SkeinError, type CommandResult, type Problem } from '@skein/contracts';
import { buffer } from 'node:stream/consumers';
import type { Answer } from './upstream-answer.ts';

const why = 'One replica broke off and may have taken it, and no other one has. Send it again with the same id.';
const notTaken: ReadonlySet<unknown> = new Set(['service.busy', 'service.not-ready', 'service.unavailable']);

/** Commands that a replica may have taken before it broke off, and nobody has answered since. */
export const inDoubt = (cause?: unknown): SkeinError => new SkeinError('command.outcome-unknown', why, {}, { cause });

/**
 * The answer to commands that another replica may have taken before: that they are not taken now is no proof that they have no outcome.
 * Throws `command.outcome-unknown` in place of a whole answer that says so.
 */
export async function answerInDoubt(answer: Answer): Promise<Answer> {
  if (answer.status !== 503 && answer.status !== 200) return answer;
  const said = Buffer.isBuffer(answer.body) ? answer.body : await buffer(answer.body);
  const { code, results } = contentOf(said);
  if (answer.status === 503 && (code === undefined || notTaken.has(code))) throw inDoubt();
  const body = Array.isArray(results) ? Buffer.from(JSON.stringify({ results: results.map(resultInDoubt) })) : said;
  return { ...answer, headers: { ...answer.headers, 'content-length': String(body.length) }, body };
}

function contentOf(said: Buffer): Partial<Problem> & { results?: CommandResult[] } {
  try {
    return Object(JSON.parse(said.toString()));
  } catch {
    return {}; // no JSON: passed on as it is, or in doubt
  }
}

function resultInDoubt(result: CommandResult): CommandResult {
  if (result.status !== 'failed' || !notTaken.has(result.problem?.code)) return result;
  return { ...result, problem: problemOf('command.outcome-unknown', why) };
}
