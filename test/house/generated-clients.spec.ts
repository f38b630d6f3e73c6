import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const document = path.join(root, 'dist/openapi.json');
const tool = (...parts: string[]): string => path.join(root, 'node_modules', ...parts);
/** Two generators and a compiler share two cores with other tests. */
const PATIENCE_MS = 180_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'generated-clients-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, ...args: string[]): string {
  return execFileSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
}

it(
  'gives two generators what compiles strictly, with methods of good names',
  () => {
    run(tool('openapi-typescript/bin/cli.js'), document, '--output', 'types.ts');
    run(tool('@hey-api/openapi-ts/bin/run.js'), '-i', document, '-o', 'sdk', '--no-log-file');
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      module: 'esnext',
      moduleResolution: 'bundler',
      types: [],
      strict: true,
      noEmit: true,
    };
    writeFileSync(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['types.ts', 'sdk/index.ts'] }),
    );
    run(tool('typescript/bin/tsc'), '-p', folder);

    const sdk = readFileSync(path.join(folder, 'sdk/sdk.gen.ts'), 'utf8');
    const methods = [...sdk.matchAll(/^export const (\w+) = </gm)].map(([, name = '']) => name);
    expect(methods.length).toBeGreaterThan(150);
    // A generator numbers what would otherwise have one name twice.
    expect(methods.filter((name) => !/^[a-z][A-Za-z]*$/.test(name))).toEqual([]);
  },
  PATIENCE_MS,
);
