import { parentPort, workerData } from 'node:worker_threads';
import { type ImportFileFault, ImportFileError } from './import-file.error';
import { writeSheet } from './sheet';

/** Null: the sheet was written. Otherwise the fault of the file. */
export type SheetOutcome = { readonly code: ImportFileFault; readonly detail?: string | undefined } | null;

/** The thread's program. Its only message is the outcome; any other error ends the thread and is reported to its parent. */
const port = parentPort;
if (port === null) throw new Error('sheets are unpacked in a thread');
const { file, target } = workerData as { readonly file: string; readonly target: string };
void writeSheet(file, target)
  .then((): SheetOutcome => null)
  .catch((error: unknown): SheetOutcome => {
    if (error instanceof ImportFileError) return { code: error.code, detail: error.detail };
    throw error;
  })
  .then((outcome) => port.postMessage(outcome));
