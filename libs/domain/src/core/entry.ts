/** The record's own entry: ids such as `constructor` are not taken for something inherited. */
export const entry = <V>(record: Readonly<Record<string, V>>, id: string): V | undefined =>
  Object.hasOwn(record, id) ? record[id] : undefined;
