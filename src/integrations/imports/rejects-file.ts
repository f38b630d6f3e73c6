import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Reject } from './reject';
import { rejectWords } from './reject-words';

/** Where rejects go: a file of its own for people, who open it in a spreadsheet, correct it and import it again. */
export interface RejectsSink {
  add(reject: Reject): Promise<void>;
  close(): Promise<void>;
}

/** Counts them and lets them go. */
export const NO_REJECTS_FILE: RejectsSink = { add: () => Promise.resolve(), close: () => Promise.resolve() };

/** A CSV of line, code, reason and row, begun anew; readable by its owner alone, since rows may name people. */
export async function openRejectsFile(path: string, locale: 'ru' | 'en'): Promise<RejectsSink> {
  const stream = createWriteStream(path, { mode: 0o600 });
  await once(stream, 'open');
  await write(stream, 'line,code,reason,row\n');
  return {
    add: (reject) =>
      write(
        stream,
        `${String(reject.line)},${reject.code},${quoted(rejectWords(locale, reject))},${quoted(reject.row)}\n`,
      ),
    close: async () => {
      stream.end();
      await once(stream, 'finish');
    },
  };
}

async function write(stream: WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

/** A cell that a spreadsheet would take for a formula is set off with an apostrophe. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
