import { spawnSync } from 'node:child_process';
import path from 'node:path';

const SCRIPT = path.resolve(__dirname, '../performance/year.mjs');
const FIGURES = ['sales', 'repeated', 'kills', 'replaced', 'lost', 'doubled', 'differences', 'findings'];
const WITHIN_MS = 1_800_000;
const isInstalled = spawnSync('faketime', ['--version']).status === 0;

/** Claims 1 and 4 over months of simulated time, with processes of its own that are killed. */
describe('months of networks through the API', () => {
  beforeAll(() => {
    if (!isInstalled) process.stdout.write('left out: libfaketime is not installed (apt-get install faketime)\n');
  });

  function run(...options: string[]): { code: number | null; all: Record<string, number> } {
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT, ...options], {
      encoding: 'utf8',
      timeout: WITHIN_MS,
    });
    const cells = /^\| all \|(.*)\|$/m.exec(stdout)?.[1]?.split('|') ?? [];
    const all = Object.fromEntries(FIGURES.map((name, n) => [name, Number(cells[n]?.replaceAll(',', ''))]));
    return { code: status, all };
  }

  it(
    'lose and double nothing, and their books are right at the end of each month',
    () => {
      if (!isInstalled) return;
      const { code, all } = run('--networks', '3', '--months', '2', '--sales', '40');
      expect(all).toMatchObject({ lost: 0, doubled: 0, differences: 0, findings: 0 });
      expect(all['kills']).toBe(5);
      expect(all['sales']).toBeGreaterThan(150);
      expect(code).toBe(0);
    },
    WITHIN_MS,
  );

  it(
    'are found wrong when a sale is made that the books do not know',
    () => {
      if (!isInstalled) return;
      const { code, all } = run('--networks', '1', '--months', '1', '--sales', '20', '--control');
      expect(all).toMatchObject({ lost: 0, doubled: 1 });
      expect(all['differences']).toBeGreaterThan(0);
      expect(code).toBe(1);
    },
    WITHIN_MS,
  );
});
