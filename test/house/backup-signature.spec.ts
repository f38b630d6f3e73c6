import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MODULE = path.resolve(__dirname, '../../scripts/backup/signature.mjs');
const [RING, OTHER] = [1, 2].map((byte) => `k${String(byte)}:${Buffer.alloc(32, byte).toString('base64')}`);
const TEXT = '{"form":1}\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'signature-'));
  writeFileSync(path.join(folder, 'backup.json'), TEXT);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the module, which Node alone can load; answers the result of the code, or the words of the refusal. */
function run(code: string): string {
  const program = `
    const { signDescription, requireSigned } = await import(${JSON.stringify(MODULE)});
    const [folder, text, ring, other] = ${JSON.stringify([folder, TEXT, RING, OTHER])};
    try { console.log(${code}); } catch (error) { console.log(error.message); }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).trim();
}

describe('The signature of a backup', () => {
  it('is right while the description and the key are those of the backup', () => {
    expect(run('signDescription(folder, text, ring)')).toBe('undefined');
    expect(run('requireSigned(folder, `${other},${ring}`)')).toBe('true');
  });

  it('refuses a changed description, another key and a broken signature', () => {
    run('signDescription(folder, text, ring)');
    expect(run('requireSigned(folder, other)')).toContain('was changed after it was made');
    writeFileSync(path.join(folder, 'backup.json'), TEXT.replace('1', '2'));
    expect(run('requireSigned(folder, ring)')).toContain('was changed after it was made');
    writeFileSync(path.join(folder, 'backup.sig'), 'nothing');
    expect(run('requireSigned(folder, ring)')).toContain('was changed after it was made');
  });

  it('is missing in older backups, which is said', () => {
    expect(run('requireSigned(folder, ring)')).toBe('false');
    expect(run('signDescription(folder, text, undefined)')).toContain('set SEAL_KEYS');
  });
});
