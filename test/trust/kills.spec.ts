import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { reportTrials, trialsOf } from './trials';

const SCRIPT = path.resolve(__dirname, 'kills.mjs');
const TARGETS = 3;

/** Claim 1 with processes of its own, which it kills. */
describe('claim 1: an acknowledged act is stored, exactly once', () => {
  const run = (...options: string[]): string =>
    execFileSync(process.execPath, [SCRIPT, ...options], {
      encoding: 'utf8',
      env: { ...process.env, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  it('server, worker and PostgreSQL are killed under load, and nothing acknowledged is lost or doubled', () => {
    const kills = trialsOf({ inTest: 3, full: 100 });
    const lines = run('--kills', String(kills)).trim().split('\n');
    expect(lines.filter((line) => line.includes('"lost":0'))).toHaveLength(kills * TARGETS);
    expect(lines.at(-1)).toContain('"done":true');
    reportTrials(1, 'kill -9 of server, worker and PostgreSQL under load', kills * TARGETS);
  }, 3_600_000);

  it('finds losses when PostgreSQL acknowledges before it has written', () => {
    expect(run('--control', '--kills', '5')).toMatch(/"control":true,"acknowledged":\d+,"lost":[1-9]/);
  }, 600_000);
});
