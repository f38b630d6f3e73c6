import { claimDigest, keyDigest } from '../../claims/claim-digest';
import { requestHashOf } from './request-hash';

describe('the hash of a request', () => {
  it('is the same for the same call', () => {
    const first = requestHashOf('POST', '/api/guests', { a: 1, b: 2 });
    expect(requestHashOf('post', '/api/v1/guests', { b: 2, a: 1 })).toBe(first);
    expect(requestHashOf('POST', '/api/guests/?trace=1', { a: 1, b: 2 })).toBe(first);
  });

  it('is another for another method, path or body', () => {
    const first = requestHashOf('POST', '/api/guests', { a: 1 });
    expect(requestHashOf('PUT', '/api/guests', { a: 1 })).not.toBe(first);
    expect(requestHashOf('POST', '/api/guest', { a: 1 })).not.toBe(first);
    expect(requestHashOf('POST', '/api/guests', { a: '1' })).not.toBe(first);
    expect(requestHashOf('POST', '/api/guests', undefined)).not.toBe(requestHashOf('POST', '/api/guests', {}));
  });

  it('keeps its form, since it is stored for longer than a version of the program lives', () => {
    expect(requestHashOf('POST', '/api/guests', { phone: '+79001234567', name: 'Ivan' })).toBe(
      '38c93784a3e3fc8b4f86bf706147c5bef5dca3d80b91e9fd8268f4e85e4547f5',
    );
    // The hash of requests about a guest's parts uses `/guest/{id}/…`, the path that older stored hashes have.
    const sale = 'af33ab92e46fb43efa5e7ae10613ecf5194eb357b24623d209b26da51c648c99';
    expect(requestHashOf('POST', '/api/guests/7/transaction', { amount: 1 })).toBe(sale);
    expect(requestHashOf('POST', '/api/guest/7/transaction', { amount: 1 })).toBe(sale);
    expect(keyDigest('k1', null)).toBe('c41d8fdb-d4ba-472a-d0b5-50c467bf9b80');
    expect(keyDigest('k1', '0198c1b2-0000-7000-8000-000000000001')).toBe('3351d4dc-3472-d320-70a1-81184b6f30d2');
  });
});

describe('the digest of a claim', () => {
  it('tells apart what reads the same without its parts', () => {
    expect(claimDigest('RECEIPT', 'ab', 'c')).not.toBe(claimDigest('RECEIPT', 'a', 'bc'));
    expect(claimDigest('RECEIPT', 'a')).not.toBe(claimDigest('KEY', 'a'));
    expect(claimDigest('KEY', 'a')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});
