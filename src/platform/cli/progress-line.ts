const EVERY_TERMINAL_MS = 200;
const EVERY_LOG_MS = 5_000;
const CLEAR = '\r\u001b[2K';

/** A progress line: overwritten on a terminal, else written again every five seconds. */
export interface ProgressLine {
  show(text: string): void;
  /** Clears the line on a terminal. */
  end(): void;
}

/** Makes a progress line; callers update it often, so an update is cheap. */
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

/** Groups the digits of large numbers: 12,345. */
export function grouped(figure: number): string {
  return figure.toLocaleString('en-GB');
}
