import { calendarOf } from '../../platform/clock/calendar';
import { isQuiet } from './quiet-hours.rules';

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
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    expect(isQuiet({ quietFrom, quietTo }, hours * 60 + minutes)).toBe(expected);
  });

  it('end by the clock on the wall when clocks change', () => {
    const berlin = calendarOf('Europe/Berlin', '04:00');
    const isQuietAt = (instant: string) => isQuiet(NIGHT, berlin.minuteOfDay(Date.parse(instant)));
    // 2030-03-31: an hour is skipped; 2030-10-27: an hour comes twice.
    expect(['2030-03-31T06:59:00Z', '2030-03-31T07:00:00Z'].map(isQuietAt)).toEqual([true, false]);
    expect(['2030-10-27T07:59:00Z', '2030-10-27T08:00:00Z'].map(isQuietAt)).toEqual([true, false]);
  });
});
