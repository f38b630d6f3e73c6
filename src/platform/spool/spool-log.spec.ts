import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { SpoolFull, SpoolLog } from './spool-log';

const LIMITS = { maxBytes: 10_000, segmentBytes: 200 };

describe('the log of a spool', () => {
  let folder: string;
  const files = () => readdirSync(folder).sort();
  const read = () => SpoolLog.read(folder, LIMITS);
  const textsOf = (log: SpoolLog) => log.listWaiting().map(({ payload }) => payload.toString());
  const append = (log: SpoolLog, text: string) => log.append(Buffer.from(text));

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'spool-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has what was appended, in its order, after the process ended without a word', async () => {
    const log = await read();
    await Promise.all(['one', 'two', 'three'].map((text) => append(log, text)));
    expect(textsOf(await read())).toEqual(['one', 'two', 'three']);
    await log.close();
  });

  it('tells at the start of nothing that was delivered, whatever segment it stood in', async () => {
    const log = await read();
    const sequences = [];
    for (let n = 0; n < 20; n += 1) sequences.push(await append(log, `record ${n} ${'x'.repeat(50)}`));
    expect(files().length).toBeGreaterThan(3);
    for (const sequence of sequences.filter((_, n) => n % 3 !== 0)) await log.markDelivered(sequence);
    expect((await read()).listWaiting().map(({ sequence }) => sequence)).toEqual(
      sequences.filter((_, n) => n % 3 === 0),
    );
    await log.close();
  });

  it('leaves no file behind once all is delivered', async () => {
    const log = await read();
    for (const text of ['a', 'b', 'c']) await append(log, text.repeat(150));
    for (const { sequence } of log.listWaiting()) await log.markDelivered(sequence);
    expect(files()).toEqual([]);
    await log.close();
  });

  it('leaves no file behind where the last ones are delivered at the same time', async () => {
    const log = await read();
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => append(log, text)));
    await Promise.all(log.listWaiting().map(({ sequence }) => log.markDelivered(sequence)));
    await log.close();
    // The removal happens in the background, so this waits a moment.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(files()).toEqual([]);
  });

  it('has every whole record before a tear, wherever the file was torn', async () => {
    const log = await SpoolLog.read(folder, { ...LIMITS, segmentBytes: 10_000 });
    for (const text of ['first', 'second', 'third']) await append(log, text);
    await log.close();
    const [name = ''] = files();
    const whole = path.join(folder, 'whole');
    copyFileSync(path.join(folder, name), whole);
    const { length } = readFileSync(whole);
    const seen = new Set<number>();
    for (let bytes = 0; bytes <= length; bytes += 1) {
      for (const file of files().filter((one) => one !== 'whole')) rmSync(path.join(folder, file));
      copyFileSync(whole, path.join(folder, name));
      truncateSync(path.join(folder, name), bytes);
      const texts = textsOf(await read());
      expect(['first', 'second', 'third'].slice(0, texts.length)).toEqual(texts);
      seen.add(texts.length);
    }
    expect([...seen]).toEqual([0, 1, 2, 3]);
  });

  it('goes on behind a torn record with new ones', async () => {
    const log = await read();
    await append(log, 'whole');
    await log.close();
    appendFileSync(path.join(folder, files()[0] ?? ''), Buffer.from([0, 0, 0, 90, 1, 2, 3]));
    const next = await read();
    expect(next.damages).toMatchObject([{ bytes: 7 }]);
    await append(next, 'later');
    await next.close();
    expect(textsOf(await read())).toEqual(['whole', 'later']);
  });

  it('sets aside what stands behind a damage in the middle, and reads the files after it', async () => {
    const log = await read();
    for (const text of ['a', 'b', 'c', 'd']) await append(log, text.repeat(200));
    await log.close();
    const [first = ''] = files();
    const bytes = readFileSync(path.join(folder, first));
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    writeFileSync(path.join(folder, first), bytes);
    const next = await read();
    expect(textsOf(next).map((text) => text[0])).toEqual(['b', 'c', 'd']);
    expect(files()).toContain(`${first}.damaged`);
  });

  it('takes no more than its limit, and takes again what is delivered', async () => {
    const log = await SpoolLog.read(folder, { maxBytes: 10, segmentBytes: 200 });
    const sequence = await append(log, '12345678');
    await expect(append(log, '123')).rejects.toThrow(SpoolFull);
    await log.markDelivered(sequence);
    await append(log, '123');
    expect(textsOf(log)).toEqual(['123']);
    await log.close();
  });

  it('has every record whose append resolved, wherever the process was killed', async () => {
    const source = readFileSync(path.join(__dirname, 'spool-log.ts'), 'utf8');
    const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const written = path.join(mkdtempSync(path.join(os.tmpdir(), 'spool-code-')), 'spool-log.js');
    writeFileSync(written, ts.transpileModule(source, { compilerOptions: options }).outputText);
    let last = 0;
    for (let kill = 1; kill <= 3; kill += 1) {
      const child = spawn(process.execPath, ['-e', APPENDING, written, folder, String(last)]);
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.split('\n').length > 300 * kill) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const resolved = said.split('\n').slice(0, -1).map(Number);
      const kept = textsOf(await SpoolLog.read(folder, LARGE)).map(Number);
      expect(kept).toEqual(Array.from({ length: kept.length }, (_, n) => n + 1));
      expect(kept.length).toBeGreaterThanOrEqual(Math.max(...resolved));
      last = kept.length;
    }
    rmSync(path.dirname(written), { recursive: true });
  });
});

const LARGE = { maxBytes: 100_000_000, segmentBytes: 5_000 };

/** A program that appends numbers endlessly, eight at a time, and prints each one that is on the disk. */
const APPENDING = `
  const [file, folder, last] = process.argv.slice(1);
  const { SpoolLog } = require(file);
  SpoolLog.read(folder, { maxBytes: 100_000_000, segmentBytes: 5_000 }).then(async (log) => {
    for (let n = Number(last) + 1; ; n += 8)
      await Promise.all(
        Array.from({ length: 8 }, (_, at) =>
          log.append(Buffer.from(String(n + at))).then(() => process.stdout.write(n + at + '\\n')),
        ),
      );
  });
`;
