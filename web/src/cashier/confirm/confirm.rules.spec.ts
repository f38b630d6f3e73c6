import { readConfirmation } from './confirm.rules';

const QR = '9'.repeat(60);

test.each([
  ['123456', null, { code: '123456' }],
  [' 123 456 ', null, { code: '123456' }],
  ['123-456', 'asked', { id: 'asked', oneTimeCode: '123456' }],
  [QR, null, { qr: QR }],
  [QR, 'asked', { qr: QR }],
])('%j, with %j sent, is the guest’s word', (typed, sentId, confirmation) => {
  expect(readConfirmation(typed, sentId)).toEqual(confirmation);
});

test.each(['', '12345', '+7 912 345-67-89', '1234567890123456', 'Anna'])('%j is none', (typed) => {
  expect(readConfirmation(typed, null)).toBeNull();
});
