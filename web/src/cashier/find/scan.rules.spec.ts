import { hearKey, NO_KEYS } from './scan.rules';

/** Keys that follow one another so fast, ended by Enter, are a scan. */
function type(keys: readonly (readonly [key: string, code: string])[], msAKey: number): string | null {
  let burst = NO_KEYS;
  let timeStamp = 5_000;
  for (const [key, code] of [...keys, ['Enter', 'Enter'] as const]) {
    timeStamp += msAKey;
    const heard = hearKey(burst, { key, code, timeStamp, shiftKey: key !== key.toLowerCase() });
    if (heard.scanned !== null) return heard.scanned;
    burst = heard.burst;
  }
  return null;
}

const digits = (text: string) => Array.from(text, (digit) => [digit, `Digit${digit}`] as const);

test('a code within a blink is a scan, the same by hand is not', () => {
  expect(type(digits('1234567890123456'), 10)).toBe('1234567890123456');
  expect(type(digits('1234567890123456'), 120)).toBeNull();
});

test('few keys are no scan, however fast', () => {
  expect(type(digits('123456'), 1)).toBeNull();
});

test('letters typed through a Russian layout are those of the code', () => {
  const keys = [
    ['С', 'KeyC'],
    ['Ф', 'KeyA'],
    ['а', 'KeyF'],
    ['у', 'KeyT'],
    ['ы', 'KeyS'],
  ] as const;
  expect(type([...keys, ...digits('2026')], 10)).toBe('CAfts2026');
});

test('what was typed before a pause is no part of the scan', () => {
  const before = hearKey(NO_KEYS, { key: '9', code: 'Digit9', shiftKey: false, timeStamp: 1_000 });
  const after = hearKey(before.burst, { key: '1', code: 'Digit1', shiftKey: false, timeStamp: 1_300 });
  expect([before.begins, after.begins, after.burst.text]).toEqual([true, true, '1']);
});
