import { halfHours, isWholeTime, readTypedTime } from './typed-time.rules';

test.each([
  ['9', '09:00'],
  ['15', '15:00'],
  ['930', '09:30'],
  ['0930', '09:30'],
  ['9:30', '09:30'],
  ['9.30', '09:30'],
  [' 9 30 ', '09:30'],
  ['23:59', '23:59'],
  ['00:00', '00:00'],
  // Incomplete: the minutes are still being typed.
  ['9:3', null],
  ['9:', null],
  ['24:00', null],
  ['25', null],
  ['12:60', null],
  ['noon', null],
  ['', null],
])('%j is read as %j', (text, time) => {
  expect(readTypedTime(text)).toBe(time);
});

test('the end of a day is a time only where a field may have it', () => {
  expect(readTypedTime('24', true)).toBe('24:00');
  expect(readTypedTime('24:01', true)).toBeNull();
  expect(halfHours()).toHaveLength(48);
  expect(halfHours(true).at(-1)).toBe('24:00');
});

test('a time that more digits would change is not whole', () => {
  expect(['1', '15', '15:0', '1500'].filter(isWholeTime)).toEqual([]);
  expect(isWholeTime('15:00')).toBe(true);
});
