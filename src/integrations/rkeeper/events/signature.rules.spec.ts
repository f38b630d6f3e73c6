import { createHmac } from 'node:crypto';
import { isSignedByWhiteServer } from './signature.rules';

const BODY = Buffer.from('{"a":1}');
const SALT = 'salt-demo';
const SIGNATURE = 'xKwGEKFKxgV7E7Ns08NsnWQj1ASI3ORkEolRMb8K4f0=';

describe('the signature of White Server', () => {
  it('is that of the contract for a hash with the salt behind the body', () => {
    expect(isSignedByWhiteServer('SHA256_SALT', SALT, BODY, SIGNATURE)).toBe(true);
  });

  it('is an HMAC where the connection says so', () => {
    const hmac = createHmac('sha256', SALT).update(BODY).digest('base64');
    expect(isSignedByWhiteServer('HMAC_SHA256', SALT, BODY, hmac)).toBe(true);
    expect(isSignedByWhiteServer('SHA256_SALT', SALT, BODY, hmac)).toBe(false);
    expect(isSignedByWhiteServer('HMAC_SHA256', SALT, BODY, SIGNATURE)).toBe(false);
  });

  it.each([
    ['of another body', SALT, Buffer.from('{"a":2}'), SIGNATURE],
    ['with another salt', 'salt', BODY, SIGNATURE],
    ['that is cut', SALT, BODY, SIGNATURE.slice(0, 20)],
    ['that is empty', SALT, BODY, ''],
    ['that is no base64', SALT, BODY, '§'.repeat(44)],
  ])('is refused %s', (_, salt, body, signature) => {
    expect(isSignedByWhiteServer('SHA256_SALT', salt, body, signature)).toBe(false);
  });
});
