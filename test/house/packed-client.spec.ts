import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { version } from '../../package.json';
import { itAtNight } from '../support/at-night';

const ROOT = path.resolve(__dirname, '../..');
const NAME = '@loyalty-platform/client';
/** The clone builds the server and describes the API before it packs the client. */
const PATIENCE_MS = 240_000;

/** A program of somebody who installed the package: it compiles only with the types, and runs only with the code. */
const PROGRAM = `
import { ApiProblem, createLoyaltyClient, type components, newKey } from '${NAME}';

const client = createLoyaltyClient({ baseUrl: 'https://loyalty.example.com', token: 'lk_example' });
const code: ApiProblem['code'] = 'insufficient_points';
const guest: Pick<components['schemas']['Guest'], 'cardNumber'> = { cardNumber: '1' };
// @ts-expect-error no such call
export const wrong = () => client.GET('/api/no-such-call');
console.log(typeof client.POST, newKey().length > 10, code, guest.cardNumber);
`;

describe('The package of the client', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'packed-client-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (cwd: string, program: string, ...args: string[]): string =>
    execFileSync(program, args, {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, npm_config_update_notifier: 'false' },
    });

  /** Packs the client of a working tree, and unpacks the package into the `node_modules` of the project. */
  function installFrom(tree: string, ...options: string[]): string {
    const packed = run(tree, 'npm', 'pack', '--json', '--pack-destination', folder, '-w', NAME, ...options);
    const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string }];
    const scope = path.join(folder, 'project/node_modules/@loyalty-platform');
    mkdirSync(scope, { recursive: true });
    run(folder, 'tar', '-xzf', filename, '-C', scope);
    const installed = path.join(scope, 'client');
    run(scope, 'mv', 'package', 'client');
    for (const dependency of ['openapi-fetch', 'openapi-typescript-helpers'])
      symlinkSync(path.join(ROOT, 'node_modules', dependency), path.join(folder, 'project/node_modules', dependency));
    return installed;
  }

  function expectWhole(installed: string, [module, resolution]: readonly [string, string]): void {
    const manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as {
      readonly version: string;
      readonly license: string;
      readonly private?: boolean;
      readonly types: string;
      readonly exports: { readonly '.': Readonly<Record<string, string>> };
      readonly publishConfig: object;
    };
    expect(manifest).toMatchObject({ version, license: 'MIT', publishConfig: { access: 'public', provenance: true } });
    expect(manifest.private).toBeUndefined();
    const files = [
      'README.md',
      'LICENSE',
      'examples/day-at-the-till.ts',
      manifest.types,
      ...Object.values(manifest.exports['.']),
    ];
    expect(files.filter((file) => !existsSync(path.join(installed, file)))).toEqual([]);
    const readme = readFileSync(path.join(installed, 'README.md'), 'utf8');
    const linked = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, file = '']) => file);
    expect(linked.filter((file) => !existsSync(path.join(installed, file)))).toEqual([]);
    expect(existsSync(path.join(installed, 'src'))).toBe(false);

    const project = path.join(folder, 'project');
    writeFileSync(path.join(project, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(path.join(project, 'program.ts'), PROGRAM);
    const options = ['--strict', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable'];
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    run(project, 'node', tsc, 'program.ts', ...options, '--module', module, '--moduleResolution', resolution);
    expect(run(project, 'node', 'program.js')).toBe('function true insufficient_points 1\n');
  }

  it(
    'has code, types, licence and all that its page links, and works where it is installed',
    () => {
      expectWhole(installFrom(ROOT), ['nodenext', 'nodenext']);
    },
    PATIENCE_MS,
  );

  itAtNight(
    'is whole when it is packed in a clean clone',
    () => {
      const clone = path.join(folder, 'clone');
      run(folder, 'git', 'clone', '--quiet', '--no-local', ROOT, clone);
      cpSync(path.join(ROOT, 'node_modules'), path.join(clone, 'node_modules'), {
        recursive: true,
        verbatimSymlinks: true,
      });
      expectWhole(installFrom(clone, '--ignore-scripts=false'), ['esnext', 'bundler']);
    },
    PATIENCE_MS,
  );
});
