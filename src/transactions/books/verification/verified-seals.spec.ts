import { createSecretKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SealKeys } from '../seals/seal-keys';
import { VerifiedSeals } from './verified-seals';

const NETWORK = '01980000-0000-7000-8000-000000000001';
const SEAL = {
  number: 7,
  hash: 'ab'.repeat(32),
  verifiedAt: '2026-11-27T03:00:00.000Z',
  wholeAt: '2026-11-20T03:00:00.000Z',
};

describe('The seal up to which a ledger was found right', () => {
  let folder: string;
  let seals: VerifiedSeals;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'verified-'));
    seals = new VerifiedSeals(folder, keysOf(1));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = (network = NETWORK) => path.join(folder, `${network}.verified.json`);
  const change = (change: object) =>
    writeFileSync(file(), JSON.stringify({ ...(JSON.parse(readFileSync(file(), 'utf8')) as object), ...change }));

  it('is kept for its network', async () => {
    expect(await seals.find(NETWORK)).toBeUndefined();
    await seals.keep(NETWORK, SEAL);
    expect(await seals.find(NETWORK)).toEqual(SEAL);
  });

  it.each<[string, object]>([
    ['number', { number: 9 }],
    ['hash', { hash: 'cd'.repeat(32) }],
    ['time', { wholeAt: SEAL.verifiedAt }],
    ['signature', { signature: '00'.repeat(64) }],
    ['key', { keyId: 'k9' }],
    ['signature, as of version 0.3', { signature: undefined, keyId: undefined }],
  ])('is none with another %s than was signed', async (_, changed) => {
    await seals.keep(NETWORK, SEAL);
    change(changed);
    expect(await seals.find(NETWORK)).toBeUndefined();
  });

  it('is none of another network, nor of another ring of keys', async () => {
    await seals.keep(NETWORK, SEAL);
    const other = NETWORK.replace(/1$/, '2');
    writeFileSync(file(other), readFileSync(file()));
    expect(await seals.find(other)).toBeUndefined();
    expect(await new VerifiedSeals(folder, keysOf(2)).find(NETWORK)).toBeUndefined();
  });

  it('is refused by name where the file has something else', async () => {
    writeFileSync(file(), '{}');
    await expect(seals.find(NETWORK)).rejects.toThrow(`${file()} is not what verify-ledger wrote there`);
  });
});

function keysOf(byte: number): SealKeys {
  const ring = { id: 'k1', key: createSecretKey(Buffer.alloc(32, byte)) };
  return new SealKeys(() => ({ newest: ring, keys: new Map([[ring.id, ring]]) }));
}
