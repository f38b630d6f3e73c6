import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Sandbox } from './start-process';

const ROOT = path.resolve(__dirname, '../..');
const BUNDLE = path.join(ROOT, 'dist/bundle/main.js');
const TEXT = path.join(ROOT, 'dist/bundle/server.txt');

describe('The bundle of the server', () => {
  const sandbox = new Sandbox();
  afterAll(() => sandbox.remove());

  it('is what a start runs, and answers as the files do', async () => {
    const url = await sandbox.start().ready();
    expect(readFileSync(`/proc/${String(sandbox.serverPid())}/cmdline`, 'utf8').split('\0')).toContain(BUNDLE);
    const described = await (await fetch(`${url}/api/openapi.json`)).text();
    expect(described === readFileSync(path.join(ROOT, 'dist/openapi.json'), 'utf8')).toBe(true);
  });

  it('is taken by V8 as it was compiled, under the arguments of a server', () => {
    const ask = `
      const { readFileSync } = require('node:fs');
      const cachedData = readFileSync(${JSON.stringify(path.join(ROOT, 'dist/bundle/server.compiled'))});
      const script = new vm.Script(readFileSync(${JSON.stringify(TEXT)}, 'utf8'), {
        filename: ${JSON.stringify(BUNDLE)},
        cachedData,
        importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
      process.stdout.write(String(script.cachedDataRejected));`;
    expect(node(['-e', ask])).toBe('false');
  });

  it('names the line of the source where an error comes from', () => {
    const lineOf = (file: string): number =>
      readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((line) => line.includes('it opens its port'));
    const ask = `
      process.argv.push('--held');
      require(${JSON.stringify(BUNDLE)});
      const { originalSource, originalLine } = require('node:module').findSourceMap(${JSON.stringify(BUNDLE)})
        .findEntry(${String(lineOf(TEXT))}, 100);
      process.stdout.write(originalSource + ':' + originalLine);
      process.exit();`;
    expect(node(['-e', ask])).toMatch(new RegExp(`/src/main\\.ts:${String(lineOf(path.join(ROOT, 'src/main.ts')))}$`));
  });
});

/** The output of Node.js under the arguments of a server. */
function node(args: readonly string[]): string {
  const program = `import('./scripts/start/server-arguments.mjs').then((one) => process.stdout.write(one.SERVER_ARGUMENTS.join(' ')))`;
  const ofServer = execFileSync(process.execPath, ['-e', program], { cwd: ROOT, encoding: 'utf8' }).split(' ');
  return execFileSync(process.execPath, [...ofServer, ...args], { cwd: ROOT, encoding: 'utf8' });
}
