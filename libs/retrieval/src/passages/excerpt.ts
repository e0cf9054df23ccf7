import { passage } from './passage.ts';

/** The text of the {@link passage} of at most `length` UTF-16 units that has the most of the query's words. */
export const excerpt = (text: string, query: string, length: number): string => passage(text, query, length).text;
