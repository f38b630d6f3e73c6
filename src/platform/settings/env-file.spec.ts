import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readEnvFile } from './env-file';

describe('the file of settings', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'settings-'));
  const file = path.join(folder, 'settings');

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('sets what the environment leaves out, and nothing else', () => {
    writeFileSync(file, '# words\nOF_BOTH=file\nOF_THE_FILE="a b"\n');
    const environment = { ENV_FILE: file, OF_BOTH: 'environment' };
    readEnvFile(environment);
    expect(environment).toEqual({ ENV_FILE: file, OF_BOTH: 'environment', OF_THE_FILE: 'a b' });
  });

  it('must be there where it is named', () => {
    expect(() => readEnvFile({ ENV_FILE: path.join(folder, 'gone') })).toThrow(/^ENV_FILE is ".*gone"; it must be/);
    expect(() => readEnvFile({ ENV_FILE: '' })).not.toThrow();
  });
});
