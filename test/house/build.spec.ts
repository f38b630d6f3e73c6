import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const SETTINGS = ['.swcrc', 'nest-cli.json', 'package.json', 'tsconfig.build.json', 'tsconfig.json'];
/** Two programs share two cores with other tests. */
const PATIENCE_MS = 60_000;

const SOURCES = {
  'main.ts': "import { Guest } from './guests/guest.js';\nexport const guest: Guest = new Guest('Anna');\n",
  'guests/guest.ts': `
    const Mark = (..._: unknown[]): void => undefined;
    @Mark
    export class Guest { points?: number; constructor(@Mark readonly name: string) {} }
  `,
  'guests/guest.spec.ts': 'throw new Error();',
  'guests/guest.d.ts': 'export {};',
  'guests/names.json': '["Anna"]',
  'guests/names.txt': 'Anna',
  'guests/.draft': '',
};

/** A project of its own with a few sources. */
describe('nest build', () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'loyalty-build-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  /** The files that a program makes of the sources, with their content; maps name the sources in two ways. */
  function filesBy(program: string, ...args: string[]): Readonly<Record<string, string>> {
    const made = path.join(scratch, 'dist');
    rmSync(made, { recursive: true, force: true });
    mkdirSync(path.join(made, 'web'), { recursive: true });
    writeFileSync(path.join(made, 'web/index.html'), 'pages');
    execFileSync(process.execPath, [path.join(scratch, program), ...args], { cwd: scratch });
    const entries = readdirSync(made, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = entries.map((entry) => path.relative(made, path.join(entry.parentPath, entry.name)));
    const contentOf = (name: string): string =>
      name.endsWith('.map') ? '' : readFileSync(path.join(made, name), 'utf8').trim();
    return Object.fromEntries(names.map((name) => [name, contentOf(name)]));
  }

  it(
    'makes of the server what `npm start` makes of it, and keeps the pages',
    () => {
      for (const part of ['scripts', ...SETTINGS])
        cpSync(path.join(ROOT, part), path.join(scratch, part), { recursive: true });
      mkdirSync(path.join(scratch, 'prisma/client'), { recursive: true });
      symlinkSync(path.join(ROOT, 'node_modules'), path.join(scratch, 'node_modules'));
      for (const [file, text] of Object.entries(SOURCES)) {
        const target = path.join(scratch, 'src', file);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, text);
      }
      const byStart = filesBy('scripts/build.mjs');
      expect(Object.keys(byStart)).toEqual(expect.arrayContaining(['main.js', 'guests/names.json', 'web/index.html']));
      expect(filesBy('node_modules/@nestjs/cli/bin/nest.js', 'build')).toEqual(byStart);
    },
    PATIENCE_MS,
  );
});
