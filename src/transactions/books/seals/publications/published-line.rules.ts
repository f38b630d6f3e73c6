import type { Seal } from '../seal-head.rules';
import type { CarriedSealKeys, SealKeys } from '../seal-keys';

/** A seal for people outside, as one line of JSON. It holds no personal data and none of the network's figures. */
export function publishedLineOf(
  seal: Seal,
  keys: Pick<SealKeys, 'publicKeyOf'>,
  carried: readonly CarriedSealKeys[],
): string {
  return JSON.stringify({
    networkId: seal.networkId,
    number: seal.number,
    hash: seal.hash.toString('hex'),
    signature: seal.signature.toString('hex'),
    keyId: seal.keyId,
    publicKey: keys.publicKeyOf(seal, carried)?.toString('hex') ?? null,
    sealedAt: new Date(seal.sealedAtMs).toISOString(),
  });
}
