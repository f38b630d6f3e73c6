/** Told how far an import has come; called often, so cheap. */
export interface Progress {
  reading(receipts: number): void;
  /** `done` of `total` acts of the file are decided; `total` may still grow while credit notes are divided. */
  recording(done: number, total: number): void;
  end(): void;
}

export const SILENT: Progress = { reading: () => undefined, recording: () => undefined, end: () => undefined };

const EVERY_TERMINAL_MS = 200;
const EVERY_LOG_MS = 5_000;

/** Progress on stderr: a line that is written over on a terminal, elsewhere one each five seconds. */
export function progressOn(stream: NodeJS.WriteStream, title: string): Progress {
  const terminal = stream.isTTY;
  const every = terminal ? EVERY_TERMINAL_MS : EVERY_LOG_MS;
  let last = Date.now();
  let rate = { at: Date.now(), done: 0, perSecond: 0 };
  const show = (text: string, always = false): void => {
    const now = Date.now();
    if (!always && now - last < every) return;
    last = now;
    stream.write(terminal ? `\r\u001b[2K${title}: ${text}` : `${title}: ${text}\n`);
  };
  return {
    reading: (receipts) => {
      show(`${group(receipts)} receipts read`);
    },
    recording: (done, total) => {
      const seconds = (Date.now() - rate.at) / 1_000;
      if (seconds >= 1) rate = { at: Date.now(), done, perSecond: Math.round((done - rate.done) / seconds) };
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      show(`${String(percent)} % (${group(done)} of ${group(total)}), ${group(rate.perSecond)} a second`);
    },
    end: () => {
      if (terminal) stream.write('\r\u001b[2K');
    },
  };
}

/** 12,345: the digits of large figures in groups. */
export function group(figure: number): string {
  return figure.toLocaleString('en-GB');
}
