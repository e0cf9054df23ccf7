import { NotShown } from './not-shown.mjs';

/** Says nothing when a report of jest shows something: at least one test has passed, and, where `whole` is demanded, none was skipped. */
export function demandShown({ numPassedTests, testResults }, { whole = false } = {}) {
  if (!(numPassedTests > 0)) throw new Error('no test has passed: no file or no title matches');
  const skipped = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'pending');
  if (whole && skipped.length > 0)
    throw new NotShown(`${numPassedTests} tests passed, skipped here: ${skipped.map(({ fullName }) => `"${fullName}"`).join(', ')}`);
}
