import type { StoredEvent } from '@skein/contracts';
import { timelineText } from '@skein/domain';
import type { Terminal } from './terminal.ts';

/** One line for people about an event: when, what, who. */
export const eventLine = (event: StoredEvent, terminal: Terminal): string =>
  `${terminal.markResult('dim', event.time.slice(11, 23))}  ${timelineText(event)}  ${terminal.markResult('dim', event.actor)}`;
