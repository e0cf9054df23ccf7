import type { TaskDocument, TaskStep } from './task-document.ts';

/** In UTF-16 units: as long as the chunks of files are. */
export const LONGEST_PIECE = 1_600;

/** A part of a workflow's document that is found by itself. */
export interface TaskPiece {
  /** The same again for the same part, whatever becomes of others. */
  key: string;
  text: string;
  /** ISO 8601: of what is in it, so that what has not changed is not written again. */
  updatedAt: string;
}

/** The document as it is searched: as one piece while it fits, else its head, its steps and its notes, each piece short enough for a context pack. */
export function piecesOf(document: TaskDocument): TaskPiece[] {
  const { title, steps, notes, updatedAt, notedAt = updatedAt } = document;
  const head = headOf(document);
  const parts: TaskPiece[] = [
    ...Object.entries(steps).map(([id, step]) => ({
      key: `step/${id}`,
      text: stepText(id, step),
      updatedAt: step.updatedAt ?? updatedAt,
    })),
    ...notes.map((note, index) => ({ key: `note/${index + 1}`, text: `note: ${note}`, updatedAt: notedAt })),
  ];
  const whole = [head, ...parts.map(({ text }) => text)].join('\n');
  if (whole.length <= LONGEST_PIECE) return [{ key: 'document', text: whole, updatedAt }];
  const named = `of: ${title.slice(0, 200).toWellFormed()}`;
  const room = LONGEST_PIECE - named.length - 1;
  return [
    ...cutAtLines({ key: 'document', text: head, updatedAt }, LONGEST_PIECE),
    ...joined(parts.flatMap((part) => cutAtLines(part, room))).map((piece) => ({ ...piece, text: `${named}\n${piece.text}` })),
  ];

  /** Steps and notes in a row, as many as fit. */
  function joined(pieces: readonly TaskPiece[]): TaskPiece[] {
    const done: TaskPiece[] = [];
    for (const piece of pieces) {
      const last = done.at(-1);
      if (!last || last.text.length + 1 + piece.text.length > room) done.push({ ...piece });
      else {
        last.text += `\n${piece.text}`;
        if (piece.updatedAt > last.updatedAt) last.updatedAt = piece.updatedAt;
      }
    }
    return done;
  }
}

/** Pieces of a text that is longer than there is room: at the end of a line, in a line only when there is no other way. */
function cutAtLines({ key, text, updatedAt }: TaskPiece, room: number): TaskPiece[] {
  const pieces: TaskPiece[] = [];
  for (let rest = text; rest.length > 0;) {
    const end = rest.length <= room ? rest.length : cutIn(rest, room);
    pieces.push({ key: pieces.length === 0 ? key : `${key}/${pieces.length + 1}`, text: rest.slice(0, end), updatedAt });
    rest = rest.slice(end).replace(/^\n/, '');
  }
  return pieces;
}

function cutIn(text: string, room: number): number {
  const line = text.lastIndexOf('\n', room);
  if (line > 0) return line;
  const space = text.lastIndexOf(' ', room);
  if (space > room / 2) return space;
  return /[\udc00-\udfff]/.test(text[room]!) ? room - 1 : room; // no character is cut in two
}

function headOf({ title, goal, tags, status, costMicroUsd }: TaskDocument): string {
  const cost = costMicroUsd > 0 ? `cost: ${(costMicroUsd / 1e6).toFixed(4)} USD` : undefined;
  return [`${title} (${status})`, goal, tags.length > 0 ? `tags: ${tags.join(', ')}` : undefined, cost]
    .filter((line) => line !== undefined)
    .join('\n');
}

function stepText(id: string, { title, capability, status, by, outcome, errors }: TaskStep): string {
  const lines = [`step ${id}: ${title ?? capability} (${capability}), ${status}${by ? ` by ${by}` : ''}`];
  for (const error of errors) lines.push(`  ${status === 'completed' ? 'fixed error' : 'error'}: ${error}`);
  if (outcome) lines.push(`  outcome: ${outcome}`);
  return lines.join('\n');
}
