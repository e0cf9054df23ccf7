import { describe, expect, it } from '@jest/globals';
import { Terminal } from './terminal.ts';

function screen(isTTY = false) {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) };
}

describe('a terminal', () => {
  it('gives people their text, and programs one JSON value per line', () => {
    const [people, programs] = [screen(), screen()];
    new Terminal(false, people, screen()).result({ a: 1 }, 'one a');
    new Terminal(true, programs, screen()).result({ a: 1 }, 'one a');
    expect([people.written, programs.written]).toEqual([['one a\n'], ['{"a":1}\n']]);
  });

  it('keeps all else off standard output', () => {
    const [out, err] = [screen(), screen(true)];
    const terminal = new Terminal(true, out, err);
    terminal.say('on the way');
    terminal.progress('half');
    expect([out.written, err.written]).toEqual([[], ['on the way\n', 'half']]);
  });

  it('shows progress and colours only to those who watch', () => {
    const [file, watched] = [screen(), screen(true)];
    new Terminal(false, file, file).progress('half');
    expect([file.written, new Terminal(false, file, file).mark('red', 'x')]).toEqual([[], 'x']);
    expect(new Terminal(false, watched, watched).mark('red', 'x')).toBe(process.env.NO_COLOR ? 'x' : '\u001b[31mx\u001b[39m');
  });

  it('wipes a line of progress before the next one', () => {
    const err = screen(true);
    const terminal = new Terminal(false, screen(), err);
    terminal.progress('half');
    terminal.say('done');
    expect(err.written).toEqual(['half', '\r\u001b[K', 'done\n']);
  });
});
