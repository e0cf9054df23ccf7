import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { answerInDoubt, inDoubt } from './answer-in-doubt.ts';
import type { Caller } from './caller.ts';
import { UpstreamAnswer, type Answer } from './upstream-answer.ts';
import { isCommand, mayRepeat, wasNeverSent } from './upstream-repeat.ts';
import type { UpstreamReplica } from './upstream-replica.ts';
import type { UpstreamService } from './upstream-service.ts';

/** A request as it goes to a service. A body that is a stream can be sent once only. */
export interface Asked {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer | Readable | undefined;
}

/**
 * Asks a service on behalf of a caller, and no longer than the caller waits. What a replica certainly has not taken, or what may be done
 * twice, goes to the next replica when that one fails; that commands may have been taken before is not forgotten.
 */
export function askService(service: UpstreamService, asked: Asked, caller: Caller): Promise<Answer> {
  return service.replicas.length === 1 ? send(service.replicas[0]!, asked, caller).begun : askOneOf(service.inTurn(), asked, caller);
}

function send(replica: UpstreamReplica, { method, path, headers, body }: Asked, caller: Caller): UpstreamAnswer {
  const answer = new UpstreamAnswer();
  caller.waitFor(answer);
  replica.connections.dispatch({ method, path, headers, body: body ?? null }, answer);
  return answer;
}

async function askOneOf(replicas: readonly UpstreamReplica[], asked: Asked, caller: Caller): Promise<Answer> {
  const isOnce = asked.body instanceof Readable;
  const repeatable = mayRepeat(asked, isOnce ? undefined : (asked.body as Buffer | undefined));
  let answer: Answer | undefined;
  let mayBeTaken = false;
  for (const replica of replicas.slice(0, -1)) {
    const sent = send(replica, asked, caller);
    const { end } = replica.begin((why) => repeatable && sent.giveUp(why));
    try {
      const { data, away } = await turnedAway(await sent.begun);
      if (away) replica.lost();
      else replica.heard();
      if (!away || isOnce) answer = data;
    } catch (error) {
      if (caller.left) throw error;
      replica.lost();
      if (!(repeatable || (wasNeverSent(error) && !isOnce))) throw error;
      mayBeTaken ||= isCommand(asked) && !wasNeverSent(error);
    } finally {
      end();
    }
    if (answer) break;
  }
  try {
    answer ??= await askTheLast(replicas.at(-1)!, asked, caller);
  } catch (error) {
    throw mayBeTaken && !caller.left ? inDoubt(error) : error;
  }
  return mayBeTaken ? answerInDoubt(answer) : answer;
}

async function askTheLast(replica: UpstreamReplica, asked: Asked, caller: Caller): Promise<Answer> {
  try {
    const answer = await send(replica, asked, caller).begun;
    replica.heard();
    return answer;
  } catch (error) {
    if (!caller.left) replica.lost();
    throw error;
  }
}

/** Whether the service has said that it stops, and so has not taken the request. */
async function turnedAway(answer: Answer): Promise<{ data: Answer; away: boolean }> {
  if (answer.status !== 503) return { data: answer, away: false };
  const said = Buffer.isBuffer(answer.body) ? answer.body : await buffer(answer.body);
  return { data: { ...answer, body: said }, away: said.includes('"service.not-ready"') };
}
