import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
/** All that the words and the types of both sides are made from. */
const PARTS = ['scripts', 'words', 'src', 'packages', 'prisma', 'web/src', 'web/tsconfig.json'];
const FILES = ['package.json', 'tsconfig.json'];
const PATIENCE_MS = 240_000;

/** A copy of the project with one more language that has a single text, on the till's page. */
describe('A third language', () => {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'loyalty-third-language-'));
  afterAll(() => rmSync(copy, { recursive: true }));
  const run = (script: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(copy, script), ...args], {
      cwd: copy,
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  };
  const read = (file: string): string => readFileSync(path.join(copy, file), 'utf8');

  beforeAll(() => {
    for (const part of [...PARTS, ...FILES])
      cpSync(path.join(ROOT, part), path.join(copy, part), {
        recursive: true,
        filter: (source) => !source.includes('node_modules') && !source.endsWith('.spec.ts'),
      });
    for (const folder of ['node_modules', 'web/node_modules'])
      symlinkSync(path.join(ROOT, folder), path.join(copy, folder));
    const languages = JSON.parse(read('words/languages.json')) as object;
    const more = { ...languages, qq: { name: 'Made-up', fallback: 'en' } };
    writeFileSync(path.join(copy, 'words/languages.json'), JSON.stringify(more));
    writeFileSync(path.join(copy, 'words/cashier/qq.json'), JSON.stringify({ title: 'Qa qaqa' }));
    const config = JSON.parse(read('tsconfig.json')) as object;
    writeFileSync(path.join(copy, 'tsconfig.json'), JSON.stringify({ ...config, include: ['src'] }));
  });

  it(
    'needs its name and its texts alone: the rest is read in its fallback, and both sides compile',
    () => {
      expect(run('scripts/words.mjs')).toEqual({ status: 0, said: '' });
      expect(read('web/src/generated/words/cashier/qq.ts')).toContain('"Qa qaqa"');
      expect(read('src/generated/words/problems/index.ts')).toContain('qq: en');
      expect(run('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json')).toEqual({
        status: 0,
        said: '',
      });
      expect(run('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'web/tsconfig.json').said).toBe('');
    },
    PATIENCE_MS,
  );
});
