import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where text can go; the two streams of a process are two. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/**
 * The two ways out of a command. Results go to standard output: text for people, or with `--json` one JSON value per line and nothing
 * else. All that is said on the way goes to standard error.
 */
export class Terminal {
  readonly #out: Screen;
  readonly #err: Screen;
  #transient = false;

  constructor(
    readonly json = false,
    out: Screen = process.stdout,
    err: Screen = process.stderr,
  ) {
    this.#out = out;
    this.#err = err;
  }

  /** What was asked for. */
  result(value: unknown, text: string): void {
    this.#clear();
    if (this.json) this.#out.write(`${JSON.stringify(value)}\n`);
    else if (text !== '') this.#out.write(`${text}\n`);
  }

  /** A line for people. */
  say(line: string): void {
    this.#clear();
    this.#err.write(`${line}\n`);
  }

  /** What goes on at this moment: replaced by the next line. Not shown where nobody watches. */
  progress(line: string): void {
    if (!this.#err.isTTY) return;
    this.#clear();
    this.#err.write(line);
    this.#transient = true;
  }

  /** Coloured text for standard error; plain when that is no terminal or `NO_COLOR` is set. */
  mark(style: Style, text: string): string {
    return styled(style, text, this.#err);
  }

  /** The same for results. */
  markResult(style: Style, text: string): string {
    return this.json ? text : styled(style, text, this.#out);
  }

  #clear(): void {
    if (this.#transient) this.#err.write('\r\u001b[K');
    this.#transient = false;
  }
}

const styled = (style: Style, text: string, { isTTY }: Screen) =>
  isTTY && !process.env.NO_COLOR ? styleText(style, text, { validateStream: false }) : text;
