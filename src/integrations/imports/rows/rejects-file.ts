import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { codeOf, ImportFileError } from '../file/import-file.error';
import { type Reject, rejectText } from './reject';

/** Where rejects go: a file of its own for people, who open it in a spreadsheet, correct it and import it again. */
export interface RejectsSink {
  add(reject: Reject): Promise<void>;
  close(): Promise<void>;
}

/** Counts them and lets them go. */
export const NO_REJECTS_FILE: RejectsSink = { add: () => Promise.resolve(), close: () => Promise.resolve() };

/**
 * A CSV of line, code, reason and row, begun anew; readable by its owner alone, since rows may name people. It is not
 * begun over one of `inputs`, by whatever name. Throws ImportFileError, also for a row that can't be written any more.
 */
export async function openRejectsFile(
  path: string,
  locale: 'ru' | 'en',
  inputs: readonly string[],
): Promise<RejectsSink> {
  if (await isOneOf(path, inputs)) throw new ImportFileError('rejects_over_input', path);
  const file = new RejectsFile(path);
  await file.opened();
  await file.write('line,code,reason,row\n');
  return {
    add: (reject) =>
      file.write(`${String(reject.line)},${reject.code},${quoted(rejectText(reject, locale))},${quoted(reject.row)}\n`),
    close: () => file.close(),
  };
}

class RejectsFile {
  private readonly stream: WriteStream;
  /** A stream fails when it likes, also between two rows. */
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

/** Identity of a file for the operating system, through any links; undefined when there is no file. */
async function placeOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && `${String(found.dev)}:${String(found.ino)}`;
}

/** A cell that a spreadsheet would take for a formula is set off with an apostrophe. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
