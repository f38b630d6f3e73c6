import { grouped, progressLine } from '../../../platform/cli/progress-line';

/** Gets the progress of an import; called often, so it must be cheap. */
export interface Progress {
  reading(receipts: number): void;
  /** `done` of `total` acts are decided; `total` may still grow while credit notes are split. */
  recording(done: number, total: number): void;
  end(): void;
}

export const SILENT: Progress = { reading: () => undefined, recording: () => undefined, end: () => undefined };

/** Shows progress on stderr: one line that is overwritten on a terminal, elsewhere a line every five seconds. */
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
