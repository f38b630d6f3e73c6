import { execFileSync } from 'node:child_process';
import path from 'node:path';

const COPY = path.resolve(__dirname, '../../scripts/backup/copy.mjs');

/** Runs the module, which Node alone can load, on a hundred files; `work` is the body of the work for `file`. */
function copyHundred(work: string): { readonly error: string | null; readonly done: number[]; readonly most: number } {
  const code = `
    const { eachAtOnce } = await import(${JSON.stringify(COPY)});
    const { setImmediate: turn } = await import('node:timers/promises');
    const done = [];
    let [open, most, error] = [0, 0, null];
    const files = Array.from({ length: 100 }, (_, file) => file);
    await eachAtOnce(files, async (file) => {
      most = Math.max(most, (open += 1));
      await turn();
      ${work}
      done.push(file);
      open -= 1;
    }).catch((thrown) => (error = thrown.message));
    console.log(JSON.stringify({ error, done, most }));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })) as never;
}

describe('The files of a backup', () => {
  it('are each copied once, several at a time', () => {
    const { error, done, most } = copyHundred('');
    expect([error, most]).toEqual([null, 8]);
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, file) => file));
  });

  it('are copied no further when one fails, and the backup fails with it', () => {
    const { error, done } = copyHundred("if (file === 20) throw new Error('the disk is full');");
    expect(error).toBe('the disk is full');
    expect(done.length).toBeLessThan(40);
    expect(done).toEqual(expect.arrayContaining(Array.from({ length: 20 }, (_, file) => file)));
  });
});
