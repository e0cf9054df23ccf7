/** One difference between two states: `before` or `after` is absent where there is nothing. */
export interface StateChange {
  /** JSON Pointer (RFC 6901). */
  path: string;
  before?: unknown;
  after?: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** What turns one JSON value into the other, deepest differences first found by key. */
export function stateChanges(before: unknown, after: unknown, path = ''): StateChange[] {
  if (Object.is(before, after)) return [];
  if (!isRecord(before) || !isRecord(after) || Array.isArray(before) !== Array.isArray(after)) return [{ path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const place = `${path}/${escaped(key)}`;
    if (!Object.hasOwn(before, key)) return [{ path: place, after: after[key] }];
    if (!Object.hasOwn(after, key)) return [{ path: place, before: before[key] }];
    return stateChanges(before[key], after[key], place);
  });
}
