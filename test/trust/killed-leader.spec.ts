import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { reportTrials, trialsOf } from './trials';

const SCRIPT = path.resolve(__dirname, 'killed-leader.mjs');

/** Claim 8 for jobs with a moment: their leader is killed a second before. */
describe('claim 8: what has a moment comes at it', () => {
  const run = (...args: readonly string[]): { done?: true; lateMs: number[] } => {
    const printed = execFileSync(process.execPath, [SCRIPT, ...args], {
      encoding: 'utf8',
      env: { ...process.env, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    process.stdout.write(printed);
    return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as { done?: true; lateMs: number[] };
  };

  it('a campaign starts to the second though the leader is killed before', () => {
    const rounds = trialsOf({ inTest: 1, full: 10 });
    const { done, lateMs } = run('--rounds', String(rounds));
    expect([done, lateMs.length]).toEqual([true, rounds]);
    reportTrials(8, 'starts of campaigns whose leader was killed a second before', rounds);
  }, 3_600_000);

  it('a campaign is late where the queue lost its start (control)', () => {
    expect(Math.max(...run('--control').lateMs)).toBeGreaterThan(2_000);
  }, 3_600_000);
});
