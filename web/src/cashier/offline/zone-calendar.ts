import { instantOf, localTime } from '../../shared/format/zone';

const DAY_MS = 86_400_000;
const MOST_REMEMBERED = 4_000;

/** The network's calendar for decisions on this device; it gives the same results as the server's. */
export function zoneCalendar(timeZone: string, dayStart: string) {
  const wall = (at: number) => localTime(new Date(Math.floor(at)).toISOString(), timeZone);
  const dayOf = (at: number) => Date.parse(wall(at).slice(0, 'yyyy-mm-dd'.length)) / DAY_MS;
  const startsOf = (time: string) =>
    remember((day) => Date.parse(instantOf(`${new Date(day * DAY_MS).toISOString().slice(0, 10)}T${time}`, timeZone)));
  const startOfDay = startsOf('00:00');
  const startOfBusinessDay = startsOf(dayStart);
  return {
    localDay: dayOf,
    minuteOfDay: (at: number) => {
      const [hours, minutes] = wall(at).slice('yyyy-mm-ddT'.length).split(':').map(Number);
      return (hours ?? 0) * 60 + (minutes ?? 0);
    },
    // 1970-01-01 was a Thursday.
    weekday: (at: number) => ((((dayOf(at) + 3) % 7) + 7) % 7) + 1,
    businessDay: (at: number) => {
      const day = dayOf(at);
      if (at >= startOfBusinessDay(day + 1)) return day + 1;
      return at >= startOfBusinessDay(day) ? day : day - 1;
    },
    startOfDay,
  };
}

function remember(startOf: (day: number) => number): (day: number) => number {
  const starts = new Map<number, number>();
  return (day) => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    if (starts.size >= MOST_REMEMBERED) starts.clear();
    const start = startOf(day);
    starts.set(day, start);
    return start;
  };
}
