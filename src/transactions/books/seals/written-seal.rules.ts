import type { Position, Seal } from './seal-head.rules';
import type { CarriedSealKeys, SealKeys } from './seal-keys';

/** A seal as people outside read it: bytes in hexadecimal, and the public key, null where the ring has lost it. */
export interface WrittenSeal {
  readonly form: number;
  readonly number: number;
  readonly previous: string;
  readonly from: Position;
  readonly to: Position;
  readonly transactions: number;
  readonly transfers: number;
  readonly merkleRoot: string;
  readonly totals: string;
  readonly programs: string | null;
  readonly sealedAt: string;
  readonly keyId: string;
  readonly publicKey: string | null;
  readonly hash: string;
  readonly signature: string;
}

/** The same in a proof and in a chain, so that one verifier reads both. */
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
