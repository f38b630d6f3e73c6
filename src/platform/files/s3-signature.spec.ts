import { createHash } from 'node:crypto';
import { signedHeaders } from './s3-signature.rules';

/** The examples of "Signature Calculations for the Authorization Header" in Amazon's documentation of S3. */
describe('the signature of a call to a bucket', () => {
  const key = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region: 'us-east-1' };
  const at = new Date('2013-05-24T00:00:00Z');
  const bodyHash = (body: string) => createHash('sha256').update(body).digest('hex');
  const signatureOf = (headers: Record<string, string>) => headers['authorization']?.split('Signature=')[1];

  it('is the one of the documentation for a GET of a part of an object', () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
    const call = { method: 'GET', url, headers: { range: 'bytes=0-9' }, bodyHash: bodyHash(''), at };
    expect(signatureOf(signedHeaders(key, call))).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  it('is the one of the documentation for a GET with a query', () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/?lifecycle');
    const call = { method: 'GET', url, headers: {}, bodyHash: bodyHash(''), at };
    expect(signatureOf(signedHeaders(key, call))).toBe(
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    );
  });
});
