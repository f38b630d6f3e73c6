// The lines of docs/trust-results.md. Each has the commit, day and machine of its own, so a run of some claims keeps the
// lines of the others.

/**
 * A test that held its trials, or one that failed.
 *
 * @typedef {{ spec: string, claim: string, name: string, outcome: string, rate: string, share: string, commit: string,
 *   day: string, machine: string }} Line `outcome` is the number of trials, `held`, or `FAILED: …`
 */

const COLUMNS = ['claim', 'test', 'trials', 'N', 'failure rate below', 'of full size', 'commit', 'day', 'machine'];
const KEYS = ['claim', 'spec', 'name', 'outcome', 'rate', 'share', 'commit', 'day', 'machine'];

/** @returns {Line[]} the lines of a file of results */
export function readLines(text) {
  return text
    .split('\n')
    .map((line) => line.split('|').slice(1, -1))
    .filter((cells) => cells.length === COLUMNS.length && !/^(claim|-+)$/.test(cells[0].trim()))
    .map((cells) => Object.fromEntries(KEYS.map((key, at) => [key, cells[at].trim().replaceAll('`', '')])));
}

/**
 * The lines after a run: a test that was run has those of the run alone, whether it held or failed; the others keep theirs.
 *
 * @param {Line[]} kept @param {Line[]} made @param {string[]} order of the tests
 */
export function mergeLines(kept, made, order) {
  const run = new Set(made.map(({ spec }) => spec));
  const place = ({ spec }) => order.indexOf(spec);
  return [...kept.filter((line) => order.includes(line.spec) && !run.has(line.spec)), ...made].sort(
    (a, b) => place(a) - place(b),
  );
}

/** @param {Line[]} lines */
export function renderResults(lines) {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const shown = (line) => KEYS.map((key) => (key === 'spec' || key === 'commit' ? `\`${line[key]}\`` : line[key]));
  const failed = lines.filter(({ outcome }) => outcome.startsWith('FAILED')).length;
  return `# Results of the trust trials

Written by \`npm run test:trust\`; nobody edits it. Each test has the lines of its last run, with commit, day and machine; a test without a line was not run.
With no failure in N independent trials the failure rate is below 3/N at 95 %. A share below 100 % says that the test was stopped before its full size.
After every slice \`verify-ledger\` looked at the ledgers it wrote. A kill shows no loss of power: what the operating system has taken is not lost by it.

${row(COLUMNS)}
|${'---|'.repeat(COLUMNS.length)}
${lines.map((line) => row(shown(line))).join('\n')}

${failed === 0 ? 'No trial of these failed.' : `${failed} of these lines are of trials that failed.`}
`;
}
