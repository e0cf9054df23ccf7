import type { Category, Wait } from '@skein/contracts';

/** Written before a command is sent. */
export interface SentEntry {
  kind: 'sent';
  id: string;
  stream: string;
  category: Category;
  type: string;
  via: 'http' | 'kafka';
  wait: Wait;
}

/** Written as soon as there is an answer; a send without one was not answered. */
export interface AnsweredEntry {
  kind: 'answered';
  id: string;
  stream: string;
  category: Category;
  /** `failed`: not taken, or nobody knows; `code` says which. */
  status: 'applied' | 'unchanged' | 'rejected' | 'pending' | 'failed';
  durable?: 'accepted' | 'logged' | 'stored' | undefined;
  version?: number | undefined;
  position?: string | undefined;
  code?: string | undefined;
}

/** A line of a client's own record of what it asked and what it was told. */
export type ClientEntry = SentEntry | AnsweredEntry;
