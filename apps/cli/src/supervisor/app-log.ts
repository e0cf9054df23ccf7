import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A line of an app that a person should see. */
export interface Notice {
  app: string;
  level: 'warn' | 'error' | 'fatal';
  text: string;
  /** Something that the app needs is away, or (`over`) is there again; `of` names what of the app misses it until it says `over`. */
  outage?: { state: 'lasts' | 'over'; of?: string };
}

/** The file that an app's lines go to; the one of the last run is kept beside it. */
export class AppLog {
  readonly #app: string;
  readonly #file: WriteStream;
  readonly #notice: (notice: Notice) => void;

  private constructor(app: string, file: WriteStream, notice: (notice: Notice) => void) {
    this.#app = app;
    this.#file = file;
    this.#notice = notice;
  }

  static async open(app: string, path: string, notice: (notice: Notice) => void): Promise<AppLog> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(path, `${path}.1`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    const file = createWriteStream(path, { mode: 0o600 });
    file.on('error', (error) => notice({ app, level: 'error', text: `its log cannot be written: ${error.message}` }));
    return new AppLog(app, file, notice);
  }

  write(line: string): void {
    this.#file.write(`${line}\n`);
    const said = parsed(line);
    const { level, message, err, why } = said;
    if (level !== 'warn' && level !== 'error' && level !== 'fatal') return;
    const text = saidOnce([message, err?.message ?? why].filter(Boolean).join(': '));
    const outage = outageOf(said);
    this.#notice({ app: this.#app, level, text, ...(outage ? { outage } : {}) });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#file.end(() => resolve()));
  }
}

/** Errors repeat what their causes say, at their end or within a sentence. */
const saidOnce = (text: string): string =>
  text.split(': ').reduce((before, part) => (before.includes(part) ? before : before === '' ? part : `${before}: ${part}`), '');

function outageOf({ outage, groupId, code, err }: LogLine): Notice['outage'] {
  if (outage === 'over') return { state: 'over', of: groupId };
  if ((err?.code ?? code) !== 'service.unavailable') return undefined;
  return { state: 'lasts', ...(outage === 'begins' ? { of: groupId } : {}) };
}

interface LogLine {
  level?: unknown;
  message?: string;
  err?: { message?: string; code?: string };
  code?: string;
  why?: string;
  groupId?: string;
  outage?: string;
}

function parsed(line: string): LogLine {
  if (!line.startsWith('{')) return {};
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return {}; // the last line of a killed app may be torn; it is in the file as it is
  }
}
