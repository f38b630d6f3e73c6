import { isSurelyPhone, readEntry } from './find.rules';

test.each([
  ['123456', { code: '123456' }],
  [' 123456 ', { code: '123456' }],
  ['1234 5678 9012 3456', { card: '1234567890123456' }],
  ['+7 912 345-67-89', { phone: '+7 912 345-67-89' }],
  ['89123456789', { phone: '89123456789' }],
  ['\u202a+7 912 345-67-89\u202c', { phone: '+7 912 345-67-89' }],
  ['\u2068+79123456789\u2069', { phone: '+79123456789' }],
  ['tel:+79123456789', { phone: 'tel:+79123456789' }],
  ['1234–5678–9012–3456', { card: '1234567890123456' }],
  ['12 34 56', { phone: '12 34 56' }],
  ['12345678', { card: '12345678' }],
  ['9'.repeat(60), { qr: '9'.repeat(60) }],
])('%j names one guest', (typed, key) => {
  expect(readEntry(typed)).toEqual({ kind: 'key', key });
});

test.each(['Anna', '6789', 'Ли', '4 из 5'])('%j is looked for among names', (typed) => {
  expect(readEntry(typed)).toEqual({ kind: 'name', query: typed });
});

test.each(['', ' ', '7', ' a '])('%j is too little to ask about', (typed) => {
  expect(readEntry(typed)).toBeNull();
});

test.each([
  ['+7 912 345', true],
  ['8 (912) 345-67-8', true],
  ['89123456789', false],
  ['1234 5678 9012 3456', false],
  ['Anna', false],
])('%j can only be a phone: %j', (typed, surely) => {
  expect(isSurelyPhone(typed)).toBe(surely);
});
