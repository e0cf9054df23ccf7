import type { StoreGroup } from '@skein/log';

/** Cuts a group into one per command, each beginning where the one before ends. Voids are counted with the last. */
export function singleCommands({ from, to, records, voids }: StoreGroup): StoreGroup[] {
  const groups: StoreGroup[] = [];
  let start = 0;
  let before = from;
  records.forEach(({ record, hash, offset }, index) => {
    if (!record.last) return;
    const isEnd = index === records.length - 1;
    const after = isEnd ? to : { nextOffset: offset + 1, head: hash, seq: record.seq, headOffset: offset };
    groups.push({ from: before, to: after, records: records.slice(start, index + 1), voids: isEnd ? voids : 0 });
    start = index + 1;
    before = after;
  });
  return groups.length > 0 ? groups : [{ from, to, records, voids }];
}
