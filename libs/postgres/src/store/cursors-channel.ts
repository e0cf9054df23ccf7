import { parsePosition, type Position } from '@skein/contracts';

/** Postgres notifies here, as each transaction commits, of every cursor that the store has moved; many cursors come in several payloads. */
export const cursorsChannel = 'skein_cursors';

/** Where the cursors named in a notification's payload (`workflow:3:42,agent:0:7`) have come to. */
export const parseMovedCursors = (payload: string): Position[] => (payload === '' ? [] : payload.split(',').map(parsePosition));
