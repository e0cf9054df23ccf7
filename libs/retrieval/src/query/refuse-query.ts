import { SkeinError } from '@skein/contracts';

/** The refusal of a query, with the place in it (in UTF-16 units) for a caret under the line. */
export const refuseQuery = (what: string, at: number, whatToDo: string): SkeinError =>
  new SkeinError('search.query-invalid', `The query cannot be searched for: ${what}. ${whatToDo}`, { at });
