/**
 * A time zone in which it is about noon, for tests that speak of today: no day, month or year begins there while they
 * run, at whatever hour that is. Its name reads the other way round, as POSIX has it.
 */
export function zoneAtNoon(): string {
  const hoursToNoon = 12 - new Date().getUTCHours();
  return hoursToNoon === 0 ? 'Etc/GMT' : `Etc/GMT${hoursToNoon > 0 ? '-' : '+'}${String(Math.abs(hoursToNoon))}`;
}
