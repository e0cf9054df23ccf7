import { LinearRefusal } from './linear-refusal.ts';

/** So many are refused one by one, and nothing is answered: it is not they who are strange. */
const ALL_REFUSED = 5;

interface Asking {
  ask(ids: readonly string[]): Promise<void>;
  refused(id: string, refusal: LinearRefusal): void;
}

/**
 * Asks for things, `atOnce` at a time. A question that is refused is asked in halves, until those are found that it is refused for; all others are
 * answered. Rejects with the refusal when nothing but refusals comes.
 */
export async function eachApart(ids: readonly string[], atOnce: number, { ask, refused }: Asking): Promise<void> {
  let [answered, bad] = [0, 0];
  for (let start = 0; start < ids.length; start += atOnce) {
    for (const parts = [ids.slice(start, start + atOnce)]; parts.length > 0;) {
      const some = parts.pop()!;
      try {
        await ask(some);
        answered += 1;
      } catch (error) {
        if (!(error instanceof LinearRefusal)) throw error;
        const half = Math.ceil(some.length / 2);
        if (some.length > 1) parts.push(some.slice(half), some.slice(0, half));
        else if (++bad >= ALL_REFUSED && answered === 0) throw error;
        else refused(some[0]!, error);
      }
    }
  }
}
