const EVERY_TERMINAL_MS = 200;
const EVERY_LOG_MS = 5_000;
const CLEAR = '\r\u001b[2K';

/** A line on a terminal that is written over; elsewhere one each five seconds. */
export interface ProgressLine {
  show(text: string): void;
  /** Leaves nothing of it on a terminal. */
  end(): void;
}

/** Told often, so cheap. */
export function progressLine(stream: NodeJS.WriteStream, title: string): ProgressLine {
  const every = stream.isTTY ? EVERY_TERMINAL_MS : EVERY_LOG_MS;
  let last = performance.now();
  return {
    show: (text) => {
      const now = performance.now();
      if (now - last < every) return;
      last = now;
      stream.write(stream.isTTY ? `${CLEAR}${title}: ${text}` : `${title}: ${text}\n`);
    },
    end: () => {
      if (stream.isTTY) stream.write(CLEAR);
    },
  };
}

/** 12,345: the digits of large figures in groups. */
export function grouped(figure: number): string {
  return figure.toLocaleString('en-GB');
}
