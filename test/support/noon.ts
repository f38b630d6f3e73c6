/**
 * A time zone in which it is about noon, for tests about today: no day, month or year begins there while they run. The sign in its name is reversed,
 * as POSIX has it.
 */
export function zoneAtNoon(): string {
  const hoursToNoon = 12 - new Date().getUTCHours();
  return hoursToNoon === 0 ? 'Etc/GMT' : `Etc/GMT${hoursToNoon > 0 ? '-' : '+'}${String(Math.abs(hoursToNoon))}`;
}
