import { deliveredAs } from './delivered.rules';

test.each([
  ['what was recorded', 201, { id: 'tx', payable: 95 }, { kind: 'recorded', transactionId: 'tx', payable: 95 }],
  ['an act that waits for approval', 202, { id: 'tx' }, { kind: 'recorded', transactionId: 'tx', payable: null }],
  ['a session that ended', 401, { code: 'session_ended' }, { kind: 'open' }],
  ['the same call under way', 409, { code: 'request_in_progress' }, { kind: 'open' }],
  ['a server that is full', 503, { code: 'unavailable' }, { kind: 'open' }],
  ['a proxy whose server starts again', 502, {}, { kind: 'open' }],
  ['a failure of the server', 500, { code: 'internal' }, { kind: 'failed' }],
  [
    'a receipt that another sale holds',
    409,
    { code: 'receipt_exists', title: 'Taken' },
    { kind: 'refused', code: 'receipt_exists', title: 'Taken', detail: null },
  ],
])('%s', (_name, status, body, delivered) => {
  expect(deliveredAs(status, body)).toEqual(delivered);
});
