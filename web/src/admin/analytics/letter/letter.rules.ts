const WEEK_MS = 7 * 86_400_000;

/** The same weekday a week earlier. */
export const weekBefore = (date: string): string => movedBy(date, -WEEK_MS);

/** The same weekday a week later. */
export const weekAfter = (date: string): string => movedBy(date, WEEK_MS);

function movedBy(date: string, ms: number): string {
  return new Date(Date.parse(date) + ms).toISOString().slice(0, 10);
}
