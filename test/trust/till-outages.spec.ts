import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { reportTrials, trialsOf } from './trials';

const SCRIPT = path.resolve(__dirname, 'till-outages.mjs');
const STATES = ['killed', 'hung', 'refusing'];
const trials = trialsOf({ inTest: 0, full: 20 });

/**
 * Claim 1 for checks that were acknowledged while there was no database. `npm test` has short forms of it in `till-systems/outage.spec.ts` and
 * `spool-log.spec.ts`.
 */
describe('claim 1: a check that was taken without the database is recorded once', () => {
  (trials === 0 ? it.skip : it)(
    'tills are answered a minute without PostgreSQL, and the server is killed with its spool full',
    () => {
      for (let trial = 0; trial < trials; trial += 1) {
        const lines = execFileSync(process.execPath, [SCRIPT, '--seconds', '60'], {
          encoding: 'utf8',
          env: { ...process.env, LOG_LEVEL: 'silent' },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        for (const state of STATES) expect(lines).toContain(`"state":"${state}"`);
        expect(lines).toContain('server killed with its spool full');
        expect(lines).toContain('"done":true');
        process.stdout.write(lines);
      }
      reportTrials(1, 'a minute without PostgreSQL under load of tills', trials * STATES.length);
    },
    3_600_000,
  );
});
