import { calendarOf } from '../../platform/clock/calendar';
import { quietUntil } from './quiet-hours.rules';

const NIGHT = { quietFrom: '21:00', quietTo: '09:00' };

describe('quiet hours', () => {
  it.each([
    ['21:00', '09:00', '20:59', false],
    ['21:00', '09:00', '21:00', true],
    ['21:00', '09:00', '00:00', true],
    ['21:00', '09:00', '09:00', false],
    ['13:00', '15:00', '14:59', true],
    ['13:00', '15:00', '15:00', false],
    ['00:00', '00:00', '00:00', false],
    ['12:00', '12:00', '12:00', false],
  ])('from %s to %s at %s: %s', (quietFrom, quietTo, time, expected) => {
    const at = Date.parse(`2030-06-01T${time}:00Z`);
    expect(quietUntil({ quietFrom, quietTo }, calendarOf('UTC', '04:00'), at) !== null).toBe(expected);
  });

  it('end by the clock on the wall when clocks change', () => {
    const berlin = calendarOf('Europe/Berlin', '04:00');
    const isQuietAt = (instant: string) => quietUntil(NIGHT, berlin, Date.parse(instant)) !== null;
    // 2030-03-31: an hour is skipped; 2030-10-27: an hour comes twice.
    expect(['2030-03-31T06:59:00Z', '2030-03-31T07:00:00Z'].map(isQuietAt)).toEqual([true, false]);
    expect(['2030-10-27T07:59:00Z', '2030-10-27T08:00:00Z'].map(isQuietAt)).toEqual([true, false]);
  });

  it.each(['Europe/Berlin', 'Asia/Kathmandu', 'Australia/Adelaide', 'America/St_Johns'])(
    'end at the earliest minute that is not quiet, in %s',
    (zone) => {
      const calendar = calendarOf(zone, '04:00');
      for (let at = Date.UTC(2030, 2, 30, 12); at < Date.UTC(2030, 3, 1); at += 7 * 60_000) {
        const until = quietUntil(NIGHT, calendar, at)?.getTime();
        if (until === undefined) continue;
        expect(quietUntil(NIGHT, calendar, until)).toBeNull();
        expect(quietUntil(NIGHT, calendar, until - 60_000)).not.toBeNull();
        expect(until - at).toBeLessThanOrEqual(13 * 3_600_000);
      }
    },
  );

  describe('end at the first minute that is not quiet, at each minute of the day', () => {
    const DAY_MINUTES = 1_440;
    const MINUTE_MS = 60_000;
    it.each([
      ['Asia/Kathmandu', '2026-05-10'],
      ['Asia/Kolkata', '2026-05-10'],
      ['Asia/Tokyo', '2026-05-10'],
      ['Europe/Berlin', '2026-03-28'],
      ['Europe/Berlin', '2026-10-24'],
      ['America/New_York', '2026-03-07'],
      ['America/New_York', '2026-10-31'],
      ['Australia/Lord_Howe', '2026-04-04'],
      ['Australia/Lord_Howe', '2026-10-03'],
    ])('in %s from %s on', (zone, date) => {
      const calendar = calendarOf(zone, '00:00');
      const local = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
      const begin = Date.parse(`${date}T00:00Z`);
      const times = Array.from({ length: 4 * DAY_MINUTES }, (_, minute) => local.format(begin + minute * MINUTE_MS));
      for (const hours of [
        { quietFrom: '22:00', quietTo: '09:00' },
        { quietFrom: '13:15', quietTo: '14:45' },
        { quietFrom: '21:00', quietTo: '04:30' },
      ]) {
        const isQuiet = (time: string) =>
          hours.quietFrom > hours.quietTo
            ? time >= hours.quietFrom || time < hours.quietTo
            : time >= hours.quietFrom && time < hours.quietTo;
        const wrong: string[] = [];
        for (let minute = 0; minute < 2 * DAY_MINUTES; minute += 1) {
          const first = times.findIndex((time, at) => at >= minute && !isQuiet(time));
          const expected = first === minute ? null : new Date(begin + first * MINUTE_MS);
          const until = quietUntil(hours, calendar, begin + minute * MINUTE_MS);
          if (until?.getTime() !== expected?.getTime()) wrong.push(new Date(begin + minute * MINUTE_MS).toISOString());
        }
        expect(wrong).toEqual([]);
      }
    });
  });
});
