const MILLION = 1_000_000;

/** Addresses of a new segment that begins with a name or with a cell of the grid. */
export const startWithName = (name: string): string => `/segments/new?rfm=${name}`;
export const startWithCell = (recency: number, value: number): string =>
  `/segments/new?recency=${String(recency)}&value=${String(value)}`;

/** In parts per million. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * MILLION);
}
