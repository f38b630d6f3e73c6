import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { timeStampAnswer } from '../../../../../test/doubles/time-stamp-double';
import { readTimeStampAnswer, timeStampQuery } from './time-stamp.rules';

interface Golden {
  readonly hash: string;
  readonly nonce: string;
  readonly at: string;
  readonly query: string;
  readonly answer: string;
}

const golden = JSON.parse(
  readFileSync(path.join(__dirname, '../../../../../test/golden/time-stamp.json'), 'utf8'),
) as Golden;
const hash = Buffer.from(golden.hash, 'hex');
const nonce = Buffer.from(golden.nonce, 'hex');
const answer = Buffer.from(golden.answer, 'base64');

const CONFIGURATION = `[req]
distinguished_name = name
prompt = no
x509_extensions = authority
[name]
CN = Time of the tests
[authority]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
`;

describe('A time stamp by RFC 3161', () => {
  it('is asked for by the bytes that openssl reads, and its answer gives token and time', () => {
    expect(timeStampQuery(hash, nonce).toString('hex')).toBe(golden.query);
    const { at, token } = readTimeStampAnswer(answer, hash, nonce);
    expect(at).toBe(golden.at);
    expect(answer.subarray(-token.length)).toEqual(token);
  });

  it.each<[string, Buffer, Buffer, Buffer, string]>([
    ['of another hash', answer, Buffer.alloc(32), nonce, 'another hash'],
    ['with another nonce', answer, hash, Buffer.alloc(8, 0x41), 'another nonce'],
    ['that is not granted', Buffer.from('30053003020102', 'hex'), hash, nonce, 'not granted (status 2)'],
    ['that is granted without a token', Buffer.from('30053003020100', 'hex'), hash, nonce, 'no time stamp'],
    ['that is cut short', answer.subarray(0, -1), hash, nonce, 'not of the form'],
    ['that is a page', Buffer.from('<html>'), hash, nonce, 'not of the form'],
    ['of nothing', Buffer.alloc(0), hash, nonce, 'not of the form'],
  ])('is refused for an answer %s', (_, bytes, ofHash, ofNonce, reason) => {
    expect(() => readTimeStampAnswer(bytes, ofHash, ofNonce)).toThrow(reason);
  });

  it('is read or refused with a reason whatever byte of the answer is another', () => {
    for (let at = 0; at < answer.length; at += 1) {
      const changed = Buffer.from(answer);
      changed.writeUInt8(changed.readUInt8(at) ^ 0xff, at);
      try {
        readTimeStampAnswer(changed, hash, nonce);
      } catch (error) {
        expect((error as Error).message).toMatch(/^(it was not granted|its stamp |it has no |it is not of the form)/);
      }
    }
  });

  it('is the same for any hash and nonce as the double makes it', () => {
    const [otherHash, otherNonce] = [randomBytes(32), Buffer.from('7fffffffffffffff', 'hex')];
    expect(readTimeStampAnswer(timeStampAnswer(otherHash, otherNonce), otherHash, otherNonce).at).toBe(golden.at);
  });

  it('of openssl, where it is installed, is taken, and openssl finds it right', () => {
    if (spawnSync('openssl', ['version']).status !== 0) return;
    const folder = mkdtempSync(path.join(tmpdir(), 'time-stamp-'));
    const openssl = (...args: string[]) =>
      execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      writeFileSync(path.join(folder, 'tsa.cnf'), CONFIGURATION);
      writeFileSync(path.join(folder, 'query'), timeStampQuery(hash, nonce));
      const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
      openssl('req', '-x509', ...key, '-out', 'cert.pem', '-config', 'tsa.cnf');
      const signer = ['-signer', 'cert.pem', '-inkey', 'key.pem', '-out', 'answer'];
      openssl('ts', '-reply', '-config', 'tsa.cnf', '-section', 'tsa', '-queryfile', 'query', ...signer);
      const { token } = readTimeStampAnswer(readFileSync(path.join(folder, 'answer')), hash, nonce);
      writeFileSync(path.join(folder, 'token'), token);
      const digest = ['-digest', golden.hash, '-token_in', '-in', 'token', '-CAfile', 'cert.pem'];
      expect(openssl('ts', '-verify', ...digest)).toContain('Verification: OK');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
