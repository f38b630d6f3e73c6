import type { Seal, SealHead } from './seal-head.rules';
import type { CarriedSealKeys, SealKeys } from './seal-keys';

/** A seal as people outside read it: bytes in hexadecimal, and the public key, null where the ring has lost it. */
export interface WrittenSeal extends Omit<SealHead, 'networkId' | 'previous' | 'merkleRoot' | 'sealedAtMs'> {
  readonly previous: string;
  readonly merkleRoot: string;
  readonly sealedAt: string;
  readonly publicKey: string | null;
  readonly hash: string;
  readonly signature: string;
}

/** The same form for proofs and chains, so that one verifier reads both. */
export function writtenSealOf(
  seal: Seal,
  keys: Pick<SealKeys, 'publicKeyOf'>,
  carried: readonly CarriedSealKeys[] = [],
): WrittenSeal {
  return {
    form: seal.form,
    number: seal.number,
    previous: seal.previous.toString('hex'),
    from: seal.from,
    to: seal.to,
    transactions: seal.transactions,
    transfers: seal.transfers,
    merkleRoot: seal.merkleRoot.toString('hex'),
    totals: seal.totals,
    programs: seal.programs,
    sealedAt: new Date(seal.sealedAtMs).toISOString(),
    keyId: seal.keyId,
    publicKey: keys.publicKeyOf(seal, carried)?.toString('hex') ?? null,
    hash: seal.hash.toString('hex'),
    signature: seal.signature.toString('hex'),
  };
}
