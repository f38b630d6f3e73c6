import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { reportTrials, trialsOf } from './trials';

/** Claim 7, with installations of its own. */
describe('claim 7: a backup restores to the same ledger', () => {
  it('taken at a random moment under load, restored elsewhere, and the restored platform sells on', () => {
    const trials = trialsOf({ inTest: 1, full: 20 });
    const printed = execFileSync(process.execPath, [path.join(__dirname, 'restores.mjs'), String(trials)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(printed.trim().split('\n')).toHaveLength(trials + 1);
    expect(printed).toContain('"done":true');
    reportTrials(7, 'backups under load, restored elsewhere, that sold on', trials);
  }, 3_600_000);
});
