/** One rule that the promises rest on, and how it is shown that they do. */
export interface Guard {
  name: string;
  /** What would happen without it, in one line. */
  protects: string;
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replacedBy: string;
  /** The scenario of the exploration that fails without it … */
  exploredIn?: string;
  /** … or the tests that do. */
  testedIn?: string;
  /** The broken promise that the exploration tells of, or the title of a test that fails. */
  shownBy: RegExp;
}

const deciding = 'libs/log/src/owner/owner.deciding.ts';
const finality = 'libs/log/src/owner/owner.finality.ts';

export const guards: readonly Guard[] = [
  {
    name: 'link',
    protects: 'a record that does not follow the head would be history',
    file: 'libs/log/src/record/acceptance.ts',
    find: 'parsed?.prev !== head',
    replacedBy: 'parsed?.prev === undefined',
    exploredIn: 'a late batch',
    shownBy: /other records than the log has|parks, and nothing is wrong: the record after seq/,
  },
  {
    name: 'offset check',
    protects: 'an owner would believe that its batch is history, although somebody wrote in between',
    file: finality,
    find: 'if (offset === unit.last + 1) {',
    replacedBy: 'if (offset > unit.last) {',
    exploredIn: 'two owners',
    shownBy: /is answered logged, and is not in the log|counts as settled/,
  },
  {
    name: 'dedupe from the store',
    protects: 'a command that is sent again would be decided again',
    file: deciding,
    find: 'else if (ready.stored) effects',
    replacedBy: 'else if (ready.stored && false) effects',
    exploredIn: 'sent again',
    shownBy: /has a second outcome/,
  },
  {
    name: 'dedupe from memory',
    protects: 'a command that is sent again before its outcome is stored would be decided again',
    file: deciding,
    find: 'return final && answerRepeat(',
    replacedBy: 'return undefined && answerRepeat(',
    exploredIn: 'sent again',
    shownBy: /has a second outcome/,
  },
  {
    name: 'dedupe in a group',
    protects: 'a command that is sent twice at once would be decided twice',
    file: deciding,
    find: 'if (twin) {',
    replacedBy: 'if (twin && false) {',
    exploredIn: 'sent twice at once',
    shownBy: /has a second outcome/,
  },
  {
    name: 'cursor floor',
    protects: 'what the store did not have yet and memory has dropped since would be forgotten',
    file: deciding,
    find: 'ready.at < state.unit.floor || ',
    replacedBy: '',
    exploredIn: 'late lookups',
    shownBy: /has a second outcome|not decided on the newest history/,
  },
  {
    name: 'decided ids are not new',
    protects: 'a command that is sent again would count as new, and be decided again',
    file: deciding,
    find: 'noteDecided(state.unit.ids, command.id);',
    replacedBy: '',
    exploredIn: 'ids in the order of time',
    shownBy: /has a second outcome/,
  },
  {
    name: 'new up to the moment of asking',
    protects: 'what was decided while a look-up was under way that did not ask for it would be decided again',
    file: 'libs/log/src/owner/owner.step.ts',
    find: 'Math.min(input.at, lookup.seq)',
    replacedBy: 'input.at',
    testedIn: 'libs/log/src/owner/owner.new-ids.spec.ts',
    shownBy: /stored while it was behind a command that was looked up/,
  },
  {
    name: 'what is forgotten is not new',
    protects: 'a command that is sent again long after would count as new',
    file: 'libs/log/src/owner/decided-ids.ts',
    find: 'if (older.newest > ids.bound) ids.bound = older.newest;',
    replacedBy: '',
    testedIn: 'libs/log/src/owner/decided-ids.spec.ts',
    shownBy: /never calls an id new that was decided here/,
  },
  {
    name: 'a new head and old states',
    protects: 'an owner that goes on behind the records of another would decide on states from before them',
    file: finality,
    find: 'if (cursor.head !== unit.head) return [...effects, ...startAgain(state)];',
    replacedBy: 'if (cursor.head !== unit.head) Object.assign(unit, { head: cursor.head, seq: cursor.seq });',
    exploredIn: 'overtaken',
    shownBy: /which is not what a replay gives|not decided on the newest history|has a second outcome/,
  },
  {
    name: 'throwing the producer away',
    protects: 'the broker would answer the next batch with the place of the one in doubt',
    file: finality,
    find: "batch && phase === 'ready' ? [{ kind: 'drop-producer' }] : [];",
    replacedBy: "batch && phase === 'parked' ? [{ kind: 'drop-producer' }] : [];",
    exploredIn: 'answers lost',
    shownBy: /is not in the log|parks, and nothing is wrong/,
  },
  {
    name: 'no answer is doubt',
    protects: 'callers would be told of an outcome that is nowhere',
    file: finality,
    find: 'if (batch.attempt >= state.limits.attempts) return startAgain(state);',
    replacedBy: "return onAppended(state, { kind: 'appended', incarnation: state.incarnation, attempt, offset: state.unit.last + 1 });",
    exploredIn: 'answers lost',
    shownBy: /is not in the log/,
  },
  {
    name: 'command borders',
    protects: 'a group could end in the middle of a command, and its result would be stored twice',
    file: 'libs/log/src/store/store.step.ts',
    find: 'if (state.pending[i]!.accepted.record.last) end = i + 1;',
    replacedBy: 'end = i + 1;',
    exploredIn: 'groups of the store',
    shownBy: /in halves/,
  },
  {
    name: 'cursor compare-and-swap',
    protects: 'an instance of the store that comes too late would write what another has written',
    file: 'libs/postgres/src/store/schema/append.sql.ts',
    find: ' and c.next_offset = g.from_offset and c.head = g.from_head;',
    replacedBy: ';',
    testedIn: 'libs/postgres/src/store/append-groups.int.spec.ts',
    shownBy: /writes nothing for an instance that comes too late/,
  },
  {
    name: 'lease fence',
    protects: 'an agent whose lease was given to another could still complete the step',
    file: 'libs/domain/src/workflow/step/step.holder.ts',
    find: 'if (!found?.hold || found.fence !== fence)',
    replacedBy: 'if (!found?.hold)',
    testedIn: 'libs/domain/src/workflow/step/step.decider.spec.ts',
    shownBy: /late answers of the former holder are refused/,
  },
  {
    name: 'row-level security',
    protects: 'a caller would read the rows of other tenants',
    file: 'libs/postgres/src/access/tenant-table.ts',
    find: 'enable row level security',
    replacedBy: 'disable row level security',
    testedIn: 'libs/postgres/src/access/tenant-table.int.spec.ts',
    shownBy: /shows a caller the rows of its own tenant only/,
  },
];
