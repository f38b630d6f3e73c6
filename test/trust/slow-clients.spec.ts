import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { reportTrials, trialsOf } from './trials';

const SCRIPT = path.resolve(__dirname, 'slow-clients.mjs');
const trials = trialsOf({ inTest: 1, full: 10 });
const isShort = process.env['TRUST_TRIALS'] === undefined;
/** A short slice on a busy machine shows a stall of a second, and not that the waits doubled. */
const SHORT_KINDS = ['strangers', 'events', 'limit', 'readers', 'batches', 'pipelines'];
const KINDS = [...SHORT_KINDS, 'import', 'backtests', 'erasures', 'reports', 'archives', 'backups'];
const SHORT = ['--seconds', '3', '--least', '1000', '--tries', '3', '--kinds', SHORT_KINDS.join(',')];
interface Verdict {
  readonly kind: string;
  readonly holds: boolean;
}

describe('claim 10: a slow or greedy client does not slow the others', () => {
  it('tills and till systems are served beside strangers who flood, events, a network at ten times its limit, silent readers, pipelined requests, batches, imports, backtests, erasures, reports, archives and backups', () => {
    const verdicts = verdictsOf(['--rounds', String(trials), ...(isShort ? SHORT : [])]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(isShort ? SHORT_KINDS : KINDS);
    expect(verdicts.filter(({ holds }) => !holds)).toEqual([]);
    reportTrials(10, "tills' p99 beside greedy clients", trials * verdicts.length);
  }, 3_600_000);

  it('is refused where the tills waited as they did before events gave way', () => {
    const judged = execFileSync(process.execPath, ['--input-type=module', '-e', JUDGED], { encoding: 'utf8' });
    expect(JSON.parse(judged)).toEqual([false, true, true]);
  });
});

function verdictsOf(options: readonly string[]): Verdict[] {
  const { stdout } = spawnSync(process.execPath, [SCRIPT, ...options], {
    encoding: 'utf8',
    env: { ...process.env, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.stdout.write(stdout);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Verdict);
}

/** The figures of before (p99 144 ms, and 2,870 ms beside a hundred events five times a second), and two that hold. */
const JUDGED = `
  import { judge } from ${JSON.stringify(path.resolve(__dirname, 'slow-clients.rules.mjs'))};
  const of = (alone, beside, least) => judge([{ alone, beside }], least).holds;
  console.log(JSON.stringify([of(144, 2870, 1000), of(30, 59, 0), of(30, 90, 1000)]));`;
