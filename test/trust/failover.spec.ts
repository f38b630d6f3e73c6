import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { reportTrials, trialsOf } from './trials';

const SCRIPT = path.resolve(__dirname, 'failover.mjs');
/** docs/deployment.md states it: the time from the promotion of a replica to the next sale. */
const SELLS_WITHIN_MS = 10_000;

/** Claim 1 with two PostgreSQL servers of its own, the first of which is lost for good. */
describe('claim 1: a failover loses no acknowledged act', () => {
  const run = (...options: string[]): { readonly lost: number; readonly soldAfterPromotionMs: number } => {
    const printed = execFileSync(process.execPath, [SCRIPT, ...options], {
      encoding: 'utf8',
      env: { ...process.env, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = printed.split('\n').find((each) => each.startsWith('{"done":true'));
    return JSON.parse(line ?? '') as ReturnType<typeof run>;
  };

  it('the primary is killed under load, the replica is promoted, and tills sell on', () => {
    const trials = trialsOf({ inTest: 1, full: 20 });
    for (let trial = 1; trial <= trials; trial += 1) {
      const { lost, soldAfterPromotionMs } = run();
      expect(lost).toBe(0);
      expect(soldAfterPromotionMs).toBeLessThan(SELLS_WITHIN_MS);
    }
    reportTrials(1, 'PostgreSQL killed for good under load, its synchronous replica promoted', trials);
  }, 3_600_000);

  it('acknowledges nothing that one server alone has', () => {
    expect(run('--detached').lost).toBe(0);
  }, 600_000);

  it('finds losses when the primary does not wait for its replica', () => {
    expect(run('--control').lost).toBeGreaterThan(0);
  }, 600_000);
});
