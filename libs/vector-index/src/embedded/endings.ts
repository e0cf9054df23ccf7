import type { PayloadValue } from '../port/point.ts';
import { grown } from './growable.ts';

/** Cannot be told from two signs. */
const UNKNOWN = 0;

/** How texts end, by number: their last two signs in lower case, side by side, so that most are told apart without looking at the texts. */
export class Endings {
  #signs = new Uint16Array(256);

  put(number: number, value: PayloadValue): void {
    this.#signs = grown(this.#signs, number + 1);
    this.#signs[number] = typeof value === 'string' ? endingOf(value) : UNKNOWN;
  }

  /** Whether the text of this number may end like that: `false` is certain. */
  mayBe(number: number, ending: number): boolean {
    const signs = this.#signs[number]!;
    return signs === ending || signs === UNKNOWN || ending === UNKNOWN;
  }
}

/** For {@link Endings.mayBe}. Beyond ASCII nothing is said: there lower case may be longer, and depend on what is beside a sign. */
export function endingOf(text: string): number {
  const [before, last] = [text.charCodeAt(text.length - 2), text.charCodeAt(text.length - 1)];
  return before < 0x80 && last < 0x80 ? (lower(before) << 8) | lower(last) : UNKNOWN;
}

const lower = (code: number): number => (code >= 0x41 && code <= 0x5a ? code + 0x20 : code);
