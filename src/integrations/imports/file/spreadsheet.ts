import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../../../platform/threads/thread-program';
import { codeOf, ImportFileError } from './import-file.error';
import type { SheetOutcome } from './sheet-thread';

const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
/** A sheet that needs more memory ends its thread, not the server. */
const THREAD_MEMORY_MB = 512;

/**
 * Calls `work` with the file itself or, for an XLSX file, with its first sheet as CSV: a formula by its stored value, dates in ISO form, one line
 * for each row. Throws ImportFileError `spreadsheet_damaged`, `formula_without_value`, and what `work` throws.
 */
export async function withText<Answer>(path: string, work: (path: string) => Promise<Answer>): Promise<Answer> {
  if (!(await isZip(path))) return work(path);
  const folder = await mkdtemp(join(tmpdir(), 'sheet-'));
  try {
    const text = join(folder, 'sheet.csv');
    await unpackBeside(path, text);
    return await work(text);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function isZip(path: string): Promise<boolean> {
  const stream = createReadStream(path, { end: ZIP.length - 1 });
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) return bytes.equals(ZIP);
    return false;
  } catch (error) {
    throw new ImportFileError('file_not_found', `${path} (${codeOf(error)})`);
  }
}

/** Unpacks the sheet in a thread, because a hostile one takes its time and memory from the tills otherwise. */
async function unpackBeside(file: string, target: string): Promise<void> {
  const worker = new Worker(threadProgram(__dirname, 'sheet-thread.js'), {
    workerData: { file, target },
    resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB },
  });
  try {
    const outcome = await new Promise<SheetOutcome>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
          resolve({ code: 'spreadsheet_damaged', detail: 'it needs too much memory' });
        else reject(error);
      });
    });
    if (outcome !== null) throw new ImportFileError(outcome.code, outcome.detail);
  } finally {
    await worker.terminate();
  }
}
