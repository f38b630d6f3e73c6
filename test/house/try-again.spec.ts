import path from 'node:path';
import { execFileSync } from 'node:child_process';

const MODULE = path.resolve(__dirname, '../../scripts/start/back-off.mjs');

/** Runs work that fails a given number of times before it succeeds, in a process of its own because the module is ESM. */
function tried(failures: number, isHopeless: boolean): { readonly tries: number; readonly end: string } {
  const program = `
    const { tryAgain } = await import(${JSON.stringify(MODULE)});
    let tries = 0;
    const work = async () => { tries += 1; if (tries <= ${String(failures)}) throw new Error('broke off'); return 'whole'; };
    const how = { name: 'Filling', pausesMs: [1, 1], stopped: new AbortController().signal, isHopeless: () => ${String(isHopeless)} };
    const end = await tryAgain(how, work).catch((error) => error.message);
    process.stdout.write('\\n' + JSON.stringify({ tries, end }));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  return JSON.parse(said.split('\n').at(-1) ?? '') as { tries: number; end: string };
}

describe('The filling of the demonstration', () => {
  it.each([
    [0, false, { tries: 1, end: 'whole' }],
    [2, false, { tries: 3, end: 'whole' }],
    [9, false, { tries: 3, end: 'broke off' }],
    [1, true, { tries: 1, end: 'broke off' }],
  ])('that fails %i times, hopeless: %s, ends with %o', (failures, isHopeless, end) => {
    expect(tried(failures, isHopeless)).toEqual(end);
  });
});
