/** Local times `HH:MM` between which nothing is sent; the same time twice: there is no such time. */
export interface QuietHours {
  readonly quietFrom: string;
  readonly quietTo: string;
}

/** @param minuteOfDay of the network's local time, 0 to 1,439 */
export function isQuiet({ quietFrom, quietTo }: QuietHours, minuteOfDay: number): boolean {
  const [from, to] = [minutesOf(quietFrom), minutesOf(quietTo)];
  return from <= to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
