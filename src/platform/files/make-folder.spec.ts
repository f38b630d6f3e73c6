import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeFolder } from './make-folder';

describe('a folder that is made', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'make-folder-'));
  afterAll(() => {
    rmSync(home, { recursive: true });
  });

  it('has those above it, and may be there already', async () => {
    const folder = path.join(home, 'of', 'three', 'levels');
    await Promise.all([makeFolder(folder), makeFolder(folder)]);
    writeFileSync(path.join(folder, 'kept'), '');
    await makeFolder(folder);
    expect(existsSync(path.join(folder, 'kept'))).toBe(true);
  });

  it('is refused where none can be made, and where a file stands', async () => {
    await expect(makeFolder('/proc/none/at/all')).rejects.toMatchObject({ syscall: 'mkdir' });
    await expect(makeFolder(path.join(__filename, 'below'))).rejects.toMatchObject({ code: 'EEXIST' });
  });
});
