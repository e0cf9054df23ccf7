import { plainPrefix, type Filter, type Payload } from '@skein/vector-index';

/** Whether a chunk passes, as the index would say: for chunks that were found without it. */
export function passesFilter(payload: Payload, { equals = {}, range = {}, prefix = {} }: Filter): boolean {
  for (const [key, value] of Object.entries(equals)) if (!(Array.isArray(value) ? value : [value]).includes(payload[key]!)) return false;
  for (const [key, { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity }] of Object.entries(range)) {
    const value = payload[key];
    if (typeof value !== 'number' || !(value > gt && value >= gte && value < lt && value <= lte)) return false;
  }
  for (const [key, wanted] of Object.entries(prefix)) {
    const [value, plain] = [payload[key], plainPrefix(wanted)];
    if (typeof value !== 'string' || plain === '' || (value !== plain && !value.startsWith(`${plain}/`))) return false;
  }
  return true;
}
