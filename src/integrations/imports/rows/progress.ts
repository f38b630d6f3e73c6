import { grouped, progressLine } from '../../../platform/cli/progress-line';

/** Told how far an import has come; called often, so cheap. */
export interface Progress {
  reading(receipts: number): void;
  /** `done` of `total` acts of the file are decided; `total` may still grow while credit notes are divided. */
  recording(done: number, total: number): void;
  end(): void;
}

export const SILENT: Progress = { reading: () => undefined, recording: () => undefined, end: () => undefined };

/** Progress on stderr: a line that is written over on a terminal, elsewhere one each five seconds. */
export function progressOn(stream: NodeJS.WriteStream, title: string): Progress {
  const line = progressLine(stream, title);
  let rate = { at: performance.now(), done: 0, perSecond: 0 };
  return {
    reading: (receipts) => {
      line.show(`${grouped(receipts)} receipts read`);
    },
    recording: (done, total) => {
      const seconds = (performance.now() - rate.at) / 1_000;
      if (seconds >= 1) rate = { at: performance.now(), done, perSecond: Math.round((done - rate.done) / seconds) };
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      line.show(`${String(percent)} % (${grouped(done)} of ${grouped(total)}), ${grouped(rate.perSecond)} a second`);
    },
    end: () => {
      line.end();
    },
  };
}
