import fc from 'fast-check';
import { calendarOf } from '../../../platform/clock/calendar';
import { parseMoney, parseThousandths } from './decimal.rules';
import { parseLocalTime } from './local-time.rules';
import { Zone } from './zone';

const clock = (text: string): number => Date.parse(`${text}Z`);

describe('money of a file', () => {
  it('is read without floating point, whatever its digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 13), max: 10 ** 13 }), fc.integer({ min: 0, max: 4 }), (value, digits) => {
        const text = `${value < 0 ? '-' : ''}${String(Math.abs(value)).padStart(digits + 1, '0')}`;
        const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
        expect(parseMoney(decimal, digits, '.')).toBe(value);
      }),
    );
  });

  it.each(['', ' ', '1e5', '1.5', '1,5', 'NaN', '0x10', '१', '--1', '99999999999999999999', '.5', '5.'])(
    'refuses %j as whole units',
    (text) => {
      expect(parseMoney(text, 0, '.')).toBeNull();
    },
  );

  it('takes the decimal mark of the mapping alone, and no more digits than the currency has', () => {
    expect(parseMoney('12,50', 2, ',')).toBe(1250);
    expect(parseMoney('12.50', 2, ',')).toBeNull();
    expect(parseMoney('12.505', 2, '.')).toBeNull();
    expect(parseMoney('12.5', 2, '.')).toBe(1250);
    expect(Object.is(parseMoney('-0', 0, '.'), 0)).toBe(true);
  });

  it('counts quantities in thousandths', () => {
    expect(parseThousandths('0.125', '.')).toBe(125);
    expect(parseThousandths('0.1255', '.')).toBeNull();
    expect(parseThousandths('9999999999', '.')).toBeNull();
  });
});

describe('times of a file', () => {
  it.each([
    ['2026-03-01T12:00:00', '2026-03-01T12:00:00.000'],
    ['2026-03-01 12:00', '2026-03-01T12:00:00.000'],
    ['2026-03-01T12:00:00.5', '2026-03-01T12:00:00.500'],
    ['2024-02-29T23:59:59', '2024-02-29T23:59:59.000'],
  ])('are read: %s', (text, expected) => {
    expect(parseLocalTime(text, 'ISO')).toEqual({ clock: clock(expected), offsetMinutes: null });
  });

  it.each([
    '2026-02-29T12:00',
    '2026-04-31T12:00',
    '2026-13-01T12:00',
    '2026-01-01T24:00',
    '2026-01-01T12:60',
    '1969-12-31T23:00',
    '01.02.2026',
    '',
    '2026-01-01T10:00+25:00',
  ])('are refused when no calendar has them: %j', (text) => {
    expect(parseLocalTime(text, 'ISO')).toBeNull();
  });

  it('may have an offset, or dots', () => {
    expect(parseLocalTime('2026-03-01T12:00:00-03:30', 'ISO')).toEqual({
      clock: clock('2026-03-01T12:00:00'),
      offsetMinutes: -210,
    });
    expect(parseLocalTime('01.03.2026 12:00', 'DOTTED')).toEqual({
      clock: clock('2026-03-01T12:00:00'),
      offsetMinutes: null,
    });
    expect(parseLocalTime('29.02.2026 12:00', 'DOTTED')).toBeNull();
  });
});

describe('the clock of a shop', () => {
  const london = new Zone(calendarOf('Europe/London', '04:00'));
  const instant = (text: string): string => new Date(london.instantOf(clock(text))).toISOString();

  it('jumps over an hour in spring: a time within it is the first after it', () => {
    expect(instant('2026-03-29T00:59:59')).toBe('2026-03-29T00:59:59.000Z');
    expect(instant('2026-03-29T01:30:00')).toBe('2026-03-29T01:00:00.000Z');
    expect(instant('2026-03-29T02:00:00')).toBe('2026-03-29T01:00:00.000Z');
  });

  it('shows an hour twice in autumn: a time within it is the first', () => {
    expect(instant('2026-10-25T01:30:00')).toBe('2026-10-25T00:30:00.000Z');
    expect(instant('2026-10-25T02:00:00')).toBe('2026-10-25T02:00:00.000Z');
  });

  it('leads back from what it showed to the instant, wherever the shop is', () => {
    const zones = [
      'Europe/Moscow',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'Asia/Kathmandu',
      'Pacific/Apia',
    ];
    const instants = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2027, 0, 1) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (name, at) => {
        const zone = new Zone(calendarOf(name, '04:00'));
        const shown = zone.clockOf(at);
        const again = zone.instantOf(shown);
        // The hour that comes twice is its first.
        expect(again).toBeLessThanOrEqual(at);
        expect(zone.clockOf(again)).toBe(shown);
      }),
    );
  });
});
