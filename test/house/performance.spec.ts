import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
/** The bench takes an hour, so its page may lag behind by so many commits under src/ or prisma/. */
const MAX_COMMITS = 100;

const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });

describe('docs/performance.md', () => {
  const page = readFileSync(path.join(root, 'docs/performance.md'), 'utf8');
  const commit = /^Measured .* at commit ([0-9a-f]{7,40})\b/m.exec(page)?.[1];

  it('names the commit that the bench measured', () => {
    expect(commit).toBeDefined();
  });

  it(`is measured anew before more than ${String(MAX_COMMITS)} commits have changed the server`, () => {
    if (git('cat-file', '-e', `${String(commit)}^{commit}`).status !== 0) {
      // A clone without its history, or a folder without git.
      console.warn(`How old docs/performance.md is can't be said: the commit ${String(commit)} is not in this clone.`);
      return;
    }
    const passed = Number(git('rev-list', '--count', `${String(commit)}..HEAD`, '--', 'src', 'prisma').stdout);
    // Run `npm run bench -- --write` on an idle machine then.
    expect(passed).toBeLessThanOrEqual(MAX_COMMITS);
  });
});
