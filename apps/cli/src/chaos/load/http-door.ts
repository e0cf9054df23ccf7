import type { CommandResult } from '@skein/contracts';
import type { ChaosAnswer, ChaosCommand } from './sent-command.ts';

const ANSWER_WITHIN_MS = 15_000;

/** Sends one command once. `undefined`: no answer came, so that nothing is known. */
export async function sendByHttp(url: string, key: string, command: ChaosCommand): Promise<ChaosAnswer | undefined> {
  const { id, stream, type, data, expectedVersion, wait } = command;
  let answer: { status: number; text: string };
  try {
    const response = await fetch(`${url}/v1/commands?wait=${wait}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', prefer: 'wait=8' },
      body: JSON.stringify({ commands: [{ id, stream, type, data, expectedVersion }] }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    answer = { status: response.status, text: await response.text() };
  } catch {
    return undefined; // broken off or too late: exactly what is being tried
  }
  if (answer.status !== 200) return { status: 'failed', code: codeOf(answer) };
  const { results } = JSON.parse(answer.text) as { results: CommandResult[] };
  const { status, durable, version, position, problem, events } = results[0]!;
  const fence = Number(events?.[0]?.answer?.['fence']);
  return { status, durable, version, position, code: problem?.code, fence: Number.isInteger(fence) ? fence : undefined };
}

function codeOf({ status, text }: { status: number; text: string }): string {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? `http.${status}`;
  } catch {
    return `http.${status}`; // torn by whoever was killed in the middle of it
  }
}
