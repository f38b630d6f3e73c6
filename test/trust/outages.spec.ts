import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { reportTrials, trialsOf } from './trials';

const SCRIPT = path.resolve(__dirname, 'outages.mjs');
const OUTAGES = [
  { outage: 'postgres', name: 'PostgreSQL restarted under load', leftOut: undefined },
  { outage: 'redis', name: 'Redis lost under load', leftOut: 'left out: Redis lost' },
  { outage: 'disk', name: 'disk full under load', leftOut: 'left out: disk full' },
] as const;

/** Claim 8 with an installation of its own, whose parts fail in turn. */
describe('claim 8: database, queue or disk may fail and we say so', () => {
  it('no call is falsely acknowledged, nothing is lost or doubled, and it heals by itself', () => {
    const trials = trialsOf({ inTest: 1, full: 50 });
    const printed = execFileSync(process.execPath, [SCRIPT, '--trials', String(trials)], {
      encoding: 'utf8',
      env: { ...process.env, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(printed).toContain('"done":true');
    const lines = printed.split('\n');
    for (const { outage, name, leftOut } of OUTAGES) {
      const left = leftOut === undefined ? undefined : lines.find((line) => line.startsWith(leftOut));
      if (left !== undefined) {
        process.stdout.write(`${left}\n`);
        continue;
      }
      expect(lines.filter((line) => line.includes(`"outage":"${outage}"`))).toHaveLength(trials);
      reportTrials(8, name, trials);
    }
  }, 3_600_000);
});
