import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { codeOf, ImportFileError } from '../file/import-file.error';
import { type Reject, type RejectReader, rejectText } from './reject';

/** Takes rejects. People open the file in a spreadsheet, correct its rows and import them again. */
export interface RejectsSink {
  add(reject: Reject): Promise<void>;
  close(): Promise<void>;
}

/** Takes rejects without writing them. */
export const NO_REJECTS_FILE: RejectsSink = { add: () => Promise.resolve(), close: () => Promise.resolve() };

/**
 * Writes a new CSV file with line, code, reason and row. Only its owner may read the file, since rows may name people. Refuses to overwrite one of
 * `inputs`, under whatever path. Throws ImportFileError, also later when a row can't be written.
 */
export async function openRejectsFile(
  path: string,
  reader: RejectReader,
  inputs: readonly string[],
): Promise<RejectsSink> {
  if (await isOneOf(path, inputs)) throw new ImportFileError('rejects_over_input', path);
  const file = new RejectsFile(path);
  await file.opened();
  await file.write('line,code,reason,row\n');
  return {
    add: (reject) =>
      file.write(`${String(reject.line)},${reject.code},${quoted(rejectText(reject, reader))},${quoted(reject.row)}\n`),
    close: () => file.close(),
  };
}

class RejectsFile {
  private readonly stream: WriteStream;
  /** A stream may fail at any time, also between two rows. */
  private failure: unknown;

  constructor(private readonly path: string) {
    this.stream = createWriteStream(path, { mode: 0o600 }).on('error', (error) => (this.failure = error));
  }

  async opened(): Promise<void> {
    await this.until('open');
    this.refuseAfterFailure();
  }

  async write(text: string): Promise<void> {
    if (this.failure === undefined && !this.stream.write(text)) await this.until('drain');
    this.refuseAfterFailure();
  }

  async close(): Promise<void> {
    this.stream.end();
    if (this.failure === undefined) await this.until('finish');
    this.refuseAfterFailure();
  }

  private async until(event: 'open' | 'drain' | 'finish'): Promise<void> {
    await once(this.stream, event).catch((error: unknown) => (this.failure = error));
  }

  private refuseAfterFailure(): void {
    if (this.failure === undefined) return;
    throw new ImportFileError('rejects_unwritable', `${this.path} (${codeOf(this.failure)})`);
  }
}

async function isOneOf(path: string, inputs: readonly string[]): Promise<boolean> {
  const [place, ...taken] = await Promise.all([path, ...inputs].map((file) => placeOf(file)));
  return place !== undefined && taken.includes(place);
}

/** The operating system's identity of a file, through any links; undefined where there is no file. */
async function placeOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && `${String(found.dev)}:${String(found.ino)}`;
}

/** A text that a spreadsheet would run as a formula gets an apostrophe. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
