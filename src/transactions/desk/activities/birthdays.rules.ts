/** How many days later a birthday's points are still given, if the job did not run. */
export const LATE_DAYS = 7;

const DAY_MS = 86_400_000;

/** The birthdays (month × 100 + day) that fall on a local day; 29 February falls on the 28th in other years. */
export function birthdaysOn(localDay: number): { readonly year: number; readonly birthdays: readonly number[] } {
  const date = new Date(localDay * DAY_MS);
  const year = date.getUTCFullYear();
  const birthday = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29;
  return { year, birthdays: birthday === 228 && !isLeap ? [228, 229] : [birthday] };
}
