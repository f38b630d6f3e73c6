import { calendarOf, dayOfIsoDate, isoDateOf } from './calendar';

const at = (iso: string): number => Date.parse(iso);

describe('calendar', () => {
  it('knows the local day, minute and weekday across a change of the clocks', () => {
    const london = calendarOf('Europe/London', '04:00');
    expect(isoDateOf(london.localDay(at('2026-03-29T00:59:59Z')))).toBe('2026-03-29');
    expect(london.minuteOfDay(at('2026-03-29T00:59:00Z'))).toBe(59);
    expect(london.minuteOfDay(at('2026-03-29T01:00:00Z'))).toBe(120);
    expect(london.weekday(at('2026-03-29T12:00:00Z'))).toBe(7);
    expect(london.weekday(at('1970-01-01T12:00:00Z'))).toBe(4);
  });

  it('counts the hours before the day start to the business day before', () => {
    const moscow = calendarOf('Europe/Moscow', '04:00');
    expect(isoDateOf(moscow.businessDay(at('2026-11-20T03:59:59+03:00')))).toBe('2026-11-19');
    expect(isoDateOf(moscow.businessDay(at('2026-11-20T04:00:00+03:00')))).toBe('2026-11-20');
  });

  it('starts a day whose midnight is skipped at the first instant after, one that comes twice at the first', () => {
    const beirut = calendarOf('Asia/Beirut', '04:00');
    expect(beirut.startOfDay(dayOfIsoDate('2024-03-31'))).toBe(at('2024-03-31T01:00:00+03:00'));
    const havana = calendarOf('America/Havana', '04:00');
    expect(havana.startOfDay(dayOfIsoDate('2024-11-03'))).toBe(at('2024-11-03T00:00:00-04:00'));
  });

  it('reads a local time that does not exist as the first after it, one that comes twice as the first', () => {
    const london = calendarOf('Europe/London', '04:00');
    expect(london.instantOf('2026-03-29T01:30:00')).toBe(at('2026-03-29T02:00:00+01:00'));
    expect(london.instantOf('2026-10-25T01:30:00')).toBe(at('2026-10-25T01:30:00+01:00'));
    expect(london.instantOf('2026-10-25T03:30:00')).toBe(at('2026-10-25T03:30:00Z'));
  });

  it('agrees with Intl on every hour of three years in five zones', () => {
    for (const zone of [
      'Europe/London',
      'Europe/Moscow',
      'America/New_York',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
    ]) {
      const calendar = calendarOf(zone, '00:00');
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
      for (let hour = 0; hour < 3 * 365 * 24; hour += 7) {
        const instant = at('2025-01-01T00:00:00Z') + hour * 3_600_000;
        const minute = calendar.minuteOfDay(instant);
        const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        expect(`${isoDateOf(calendar.localDay(instant))} ${clock}`).toBe(format.format(instant));
      }
    }
  });
});
