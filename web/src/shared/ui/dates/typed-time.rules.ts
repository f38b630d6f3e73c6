const MINUTES_OF_HOUR = 60;
const HOURS = 24;

/**
 * Parses a typed time of day, such as "9", "9:30", "9.30", "930" or "0930"; null: the text is not a time.
 *
 * @returns `HH:MM`; "24:00", the end of a day, only with `hasEndOfDay`
 */
export function readTypedTime(text: string, hasEndOfDay = false): string | null {
  const typed = /^(\d{1,2})(?:[:.,\- ]*(\d{2}))?$/.exec(text.trim());
  if (typed === null) return null;
  const hour = Number(typed[1]);
  const minute = Number(typed[2] ?? 0);
  const isEndOfDay = hour === HOURS && minute === 0;
  if (minute >= MINUTES_OF_HOUR || hour > HOURS || (hour === HOURS && !(isEndOfDay && hasEndOfDay))) return null;
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

/** Whether the text is a complete time, which more digits would not change. */
export function isWholeTime(text: string): boolean {
  return /^\d{2}:\d{2}$/.test(text);
}

/** The half hours of a day, for the list of a time field. */
export function halfHours(hasEndOfDay = false): string[] {
  const hours = Array.from({ length: HOURS }, (_, hour) => twoDigits(hour));
  return [...hours.flatMap((hour) => [`${hour}:00`, `${hour}:30`]), ...(hasEndOfDay ? ['24:00'] : [])];
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
}
