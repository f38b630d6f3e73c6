import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { reportTrials, trialsOf } from './trials';

const SCRIPT = path.resolve(__dirname, 'killed-jobs.mjs');
const TARGETS = 2;

/** Claim 1 for background jobs: killed and run again, they do each thing once. */
describe('claim 1: what a job does is done exactly once', () => {
  it('expiry, warnings, referrals and the closing of a month go on after worker or PostgreSQL were killed', () => {
    const kills = trialsOf({ inTest: 2, full: 50 });
    const lines = execFileSync(process.execPath, [SCRIPT, '--kills', String(kills)], {
      encoding: 'utf8',
      env: { ...process.env, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(lines.match(/"kill":\d+/g)).toHaveLength(kills * TARGETS);
    expect(lines.match(/"close":/g)).toHaveLength(4);
    expect(lines).toContain('"done":true');
    reportTrials(1, 'kill -9 of jobs and of PostgreSQL amid expiry, warnings and referrals', kills * TARGETS);
  }, 3_600_000);
});
