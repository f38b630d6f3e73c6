import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../../../platform/threads/thread-program';
import { codeOf, ImportFileError } from './import-file.error';
import type { PackedFile, UnpackOutcome } from './unpack-thread';

const MAGIC = { SHEET: Buffer.from([0x50, 0x4b, 0x03, 0x04]), GZIP: Buffer.from([0x1f, 0x8b]) };
const DAMAGED = { SHEET: 'spreadsheet_damaged', GZIP: 'gzip_damaged' } as const;
/** A file that needs more memory ends its thread, not the server. */
const THREAD_MEMORY_MB = 512;

type Work<Answer> = (path: string) => Promise<Answer>;

/**
 * Calls `work` with the file itself or, for an XLSX file, with its first sheet as CSV: a formula by its stored value, dates in ISO form, one line
 * for each row. Throws ImportFileError `spreadsheet_damaged`, `formula_without_value`, and what `work` throws.
 */
export function withText<Answer>(path: string, work: Work<Answer>): Promise<Answer> {
  return withUnpacked('SHEET', path, work);
}

/** Calls `work` with the file itself or, for a file of gzip, with what is in it. Throws ImportFileError `gzip_damaged`, and what `work` throws. */
export function withGunzipped<Answer>(path: string, work: Work<Answer>): Promise<Answer> {
  return withUnpacked('GZIP', path, work);
}

async function withUnpacked<Answer>(form: PackedFile['form'], path: string, work: Work<Answer>): Promise<Answer> {
  if (!(await beginsWith(MAGIC[form], path))) return work(path);
  const folder = await mkdtemp(join(tmpdir(), 'unpacked-'));
  try {
    const target = join(folder, 'text.csv');
    await unpackBeside({ form, file: path, target });
    // A reader of the text would unpack it once more, in this thread.
    if (await beginsWith(MAGIC.GZIP, target)) throw new ImportFileError(DAMAGED[form], 'it is packed twice');
    return await work(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function beginsWith(magic: Buffer, path: string): Promise<boolean> {
  const stream = createReadStream(path, { end: magic.length - 1 });
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) return bytes.equals(magic);
    return false;
  } catch (error) {
    throw new ImportFileError('file_not_found', `${path} (${codeOf(error)})`);
  }
}

/** Unpacks the file in a thread, because a hostile one takes its time and memory from the tills otherwise. */
async function unpackBeside(packed: PackedFile): Promise<void> {
  const worker = new Worker(threadProgram(__dirname, 'unpack-thread.js'), {
    workerData: packed,
    resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB },
  });
  try {
    const outcome = await new Promise<UnpackOutcome>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
          resolve({ code: DAMAGED[packed.form], detail: 'it needs too much memory' });
        else reject(error);
      });
    });
    if (outcome !== null) throw new ImportFileError(outcome.code, outcome.detail);
  } finally {
    await worker.terminate();
  }
}
