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

  it('never goes back to the business day before when the clock goes back over the day start', () => {
    const london = calendarOf('Europe/London', '01:30');
    expect(isoDateOf(london.businessDay(at('2027-10-31T01:29:59+01:00')))).toBe('2027-10-30');
    expect(isoDateOf(london.businessDay(at('2027-10-31T01:30:00+01:00')))).toBe('2027-10-31');
    expect(isoDateOf(london.businessDay(at('2027-10-31T01:00:00Z')))).toBe('2027-10-31');
    expect(isoDateOf(london.businessDay(at('2027-11-01T01:29:59Z')))).toBe('2027-10-31');
  });

  it('begins each business day at the instant of its day start, whatever the clocks do', () => {
    for (const zone of [
      'Europe/London',
      'America/New_York',
      'America/Havana',
      'Atlantic/Azores',
      'Australia/Lord_Howe',
    ])
      for (const dayStart of ['00:00', '00:30', '01:15', '02:45', '04:00']) {
        const calendar = calendarOf(zone, dayStart);
        for (let day = dayOfIsoDate('2026-12-31'); day < dayOfIsoDate('2028-01-02'); day += 1) {
          const start = calendar.instantOf(`${isoDateOf(day)}T${dayStart}`);
          const middle = start + 12 * 3_600_000;
          expect([
            zone,
            dayStart,
            ...[start - 1, start, middle].map((instant) => calendar.businessDay(instant)),
          ]).toEqual([zone, dayStart, day - 1, day, day]);
        }
      }
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
