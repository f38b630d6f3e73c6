import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { reportTrials, trialsOf } from './trials';

const SCRIPT = path.resolve(__dirname, 'cells.mjs');

/** Claims 1 and 7 with three cells of its own. */
describe('claim 1: sales of networks in cells are stored, exactly once', () => {
  const run = (...options: string[]): { readonly lost: number; readonly undisturbed?: { readonly errors: number } } => {
    const printed = execFileSync(process.execPath, [SCRIPT, ...options], {
      encoding: 'utf8',
      env: { ...process.env, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = printed.split('\n').find((each) => each.startsWith('{"done":true'));
    return JSON.parse(line ?? '') as ReturnType<typeof run>;
  };

  it('networks sell through any cell, some move, and a cell is killed and comes back', () => {
    const moves = trialsOf({ inTest: 2, full: 10 });
    const networks = String(moves * 3);
    for (const killed of moves > 2 ? ['c', 'a'] : ['c'])
      expect(run('--networks', networks, '--moves', String(moves), '--kill', killed)).toMatchObject({
        lost: 0,
        doubled: 0,
        strange: 0,
        undisturbed: { errors: 0 },
      });
    reportTrials(1, 'networks moved between three cells under load, one of which was killed', moves);
  }, 3_600_000);

  it('finds losses when the directory is switched to an archive that was made while tills sold on', () => {
    expect(run('--control', '--networks', '3').lost).toBeGreaterThan(0);
  }, 600_000);
});
