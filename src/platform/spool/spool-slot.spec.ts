import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SpoolSlot } from './spool-slot';

describe('the folder of a process', () => {
  let folder: string;
  const lock = () => path.join(folder, 'lock');

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'slot-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is free again when its process lets it go', async () => {
    const slot = await SpoolSlot.take(folder);
    expect(await SpoolSlot.take(folder)).toBeUndefined();
    await slot?.release();
    const next = await SpoolSlot.take(folder);
    expect(next).toBeDefined();
    await next?.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is free at once when its process of this machine has ended', async () => {
    writeFileSync(lock(), `${os.hostname()} 4194305`);
    const slot = await SpoolSlot.take(folder);
    expect(readFileSync(lock(), 'utf8')).toBe(`${os.hostname()} ${process.pid}`);
    await slot?.release();
  });

  it('belongs to a process of this machine that lives', async () => {
    writeFileSync(lock(), `${os.hostname()} ${process.ppid}`);
    expect(await SpoolSlot.take(folder)).toBeUndefined();
  });

  it('belongs to a process of another machine until that has touched it for a minute no more', async () => {
    writeFileSync(lock(), 'elsewhere 1');
    expect(await SpoolSlot.take(folder)).toBeUndefined();
    const before = new Date(performance.timeOrigin + performance.now() - 120_000);
    utimesSync(lock(), before, before);
    const slot = await SpoolSlot.take(folder);
    expect(slot).toBeDefined();
    await slot?.release();
  });
});
