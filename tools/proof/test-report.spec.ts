import { expect, it } from '@jest/globals';

interface Report {
  numPassedTests: number;
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
}
const { demandShown } = (await import(new URL('./test-report.mjs', import.meta.url).href)) as {
  demandShown(report: Report, demands?: { whole: boolean }): void;
};

const report = (...statuses: string[]): Report => ({
  numPassedTests: statuses.filter((status) => status === 'passed').length,
  testResults: [{ assertionResults: statuses.map((status, index) => ({ fullName: `test ${index + 1}`, status })) }],
});

it('a proof by tests of which none has passed is none', () => {
  expect(() => demandShown(report('pending', 'pending'))).toThrow('no test has passed');
  expect(() => demandShown(report('passed', 'pending'))).not.toThrow();
});

it('a proof that needs every test names the ones that were skipped', () => {
  expect(() => demandShown(report('passed', 'passed'), { whole: true })).not.toThrow();
  expect(() => demandShown(report('passed', 'pending'), { whole: true })).toThrow('1 tests passed, skipped here: "test 2"');
});
