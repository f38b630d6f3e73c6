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
});
