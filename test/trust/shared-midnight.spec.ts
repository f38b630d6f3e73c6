import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { reportTrials, trialsOf } from './trials';

const SCRIPT = path.resolve(__dirname, 'shared-midnight.mjs');

/** Claim 1 for jobs on the queue: many networks' points expire at one midnight, and workers share them. */
describe('claim 1: a network is one worker’s at a time', () => {
  const run = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [SCRIPT, ...args], {
      encoding: 'utf8',
      env: { ...process.env, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  it('two workers share a midnight beside tills, and one of them is killed', () => {
    const networks = trialsOf({ inTest: 12, full: 50 });
    const printed = run('--networks', String(networks));
    process.stdout.write(printed);
    expect(printed).toContain('"done":true');
    reportTrials(1, 'networks whose points end at one midnight, shared by workers of which one is killed', networks);
  }, 3_600_000);

  it('turns of one network meet without the deduplication (control)', () => {
    const printed = run('--networks', '4', '--control');
    expect(printed).toMatch(/"control":true.*"overlaps":[1-9]/);
  }, 3_600_000);
});
