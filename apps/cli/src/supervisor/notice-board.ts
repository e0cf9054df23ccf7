import type { Notice } from './app-log.ts';

/** The same notice is shown again after this time only. */
const QUIET_MS = 30_000;

/** Shows what apps warn of, each thing once in a while: a broker that is away makes every app say so every second. */
export class NoticeBoard {
  readonly #show: (notice: Notice, times: number) => void;
  readonly #shown = new Map<string, { at: number; hidden: number }>();

  constructor(show: (notice: Notice, times: number) => void) {
    this.#show = show;
  }

  /** `now` in ms, of any clock that does not jump. */
  add(notice: Notice, now: number): void {
    // Ids and numbers differ from line to line, what is said does not.
    const key = `${notice.app} ${notice.level} ${notice.text.replace(/[0-9a-f]*\d[0-9a-f-]*/gi, '#')}`;
    const last = this.#shown.get(key);
    if (last && now - last.at < QUIET_MS) {
      last.hidden++;
      return;
    }
    this.#shown.set(key, { at: now, hidden: 0 });
    this.#show(notice, 1 + (last?.hidden ?? 0));
  }
}
