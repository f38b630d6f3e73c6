import { codeOf, endingOf } from './gift-code.rules';

test('a code is 18 digits with a check digit, whatever separates them', () => {
  expect(codeOf('996995 219784 171342')).toBe('996995219784171342');
  expect(codeOf('974030-549204-841122')).toBe('974030549204841122');
  expect(codeOf('996995 219784 171343')).toBeNull();
  expect(codeOf('996995 219784')).toBeNull();
});

test('a card is found by the end of its code', () => {
  expect(endingOf('996995 219784 171342')).toBe('1342');
  expect(endingOf(' 0103 ')).toBe('0103');
  expect(endingOf('103')).toBeNull();
  expect(endingOf('996995 219784 171343')).toBeNull();
});
