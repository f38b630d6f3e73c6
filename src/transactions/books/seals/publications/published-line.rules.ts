import type { Seal } from '../seal-head.rules';
import type { SealKeys } from '../seal-keys';

/** A seal for those outside, as one line of JSON: nothing in it is personal, and no figure of the network. */
export function publishedLineOf(seal: Seal, keys: Pick<SealKeys, 'find'>): string {
  return JSON.stringify({
    networkId: seal.networkId,
    number: seal.number,
    hash: seal.hash.toString('hex'),
    signature: seal.signature.toString('hex'),
    keyId: seal.keyId,
    publicKey: keys.find(seal.keyId)?.publicKey.toString('hex') ?? null,
    sealedAt: new Date(seal.sealedAtMs).toISOString(),
  });
}
