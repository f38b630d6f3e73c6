import { calendarOf, dayOfIsoDate, isoDateOf } from '../../src/platform/clock/calendar';
import { instantOf, nextMidnight } from '../../web/src/shared/format/zone';

const ZONES = ['Europe/Moscow', 'Europe/London', 'America/New_York', 'America/Havana', 'Australia/Lord_Howe'];
const DAYS = Array.from({ length: 365 }, (_, day) => dayOfIsoDate('2027-01-01') + day);
const TIMES = ['00:00', '00:30', '01:30', '02:10', '12:00'];
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test('what is typed is the instant that the server reads in it, on days whose clocks are changed too', () => {
  expect(instantOf('2027-03-28T01:30', 'Europe/London')).toBe('2027-03-28T01:00:00.000Z');
  expect(instantOf('2027-10-31T01:30', 'Europe/London')).toBe('2027-10-31T00:30:00.000Z');
  const misread = ZONES.flatMap((zone) => {
    const calendar = calendarOf(zone, '04:00');
    const hoursOf = (day: number) => (calendar.startOfDay(day + 1) - calendar.startOfDay(day)) / HOUR_MS;
    return DAYS.filter((day) => day % 30 === 0 || [day - 1, day, day + 1].some((near) => hoursOf(near) !== 24))
      .flatMap((day) => TIMES.map((time) => `${isoDateOf(day)}T${time}`))
      .filter((typed) => Date.parse(instantOf(typed, zone)) !== calendar.instantOf(typed))
      .map((typed) => `${typed} ${zone}`);
  });
  expect(misread).toEqual([]);
});

test('tomorrow begins after today, in the first hour of a day of 25 hours too', () => {
  const wrong = ZONES.flatMap((zone) => {
    const { startOfDay } = calendarOf(zone, '04:00');
    return DAYS.filter((day) =>
      [startOfDay(day), startOfDay(day + 1) - MINUTE_MS]
        .map((at) => new Date(at).toISOString())
        .some((now) => nextMidnight(now, zone) !== `${isoDateOf(day + 1)}T00:00`),
    ).map((day) => `${isoDateOf(day)} ${zone}`);
  });
  expect(wrong).toEqual([]);
});
