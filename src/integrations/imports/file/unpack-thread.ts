import { parentPort, workerData } from 'node:worker_threads';
import { type ImportFileFault, ImportFileError } from './import-file.error';
import { writeUnpacked } from './decoded-text';
import { writeSheet } from './sheet';

/** The most unpacked bytes of a compressed file of guests; one of a million guests has about a third of it. */
const MOST_OF_GZIP = 512 * 1024 * 1024;
/** The most unpacked bytes of all parts that are read of a spreadsheet. */
const MOST_OF_SHEET = 1024 * 1024 * 1024;

export interface PackedFile {
  readonly file: string;
  readonly target: string;
  readonly form: 'SHEET' | 'GZIP';
}

/** Null: the text was written. Otherwise the fault of the file. */
export type UnpackOutcome = { readonly code: ImportFileFault; readonly detail?: string | undefined } | null;

/** The thread's program. Its only message is the outcome; any other error ends the thread and is reported to its parent. */
const port = parentPort;
if (port === null) throw new Error('files are unpacked in a thread');
const { file, target, form } = workerData as PackedFile;
void (form === 'SHEET' ? writeSheet(file, target, MOST_OF_SHEET) : writeUnpacked(file, target, MOST_OF_GZIP))
  .then((): UnpackOutcome => null)
  .catch((error: unknown): UnpackOutcome => {
    if (error instanceof ImportFileError) return { code: error.code, detail: error.detail };
    throw error;
  })
  .then((outcome) => port.postMessage(outcome));
