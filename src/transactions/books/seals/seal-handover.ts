import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { settings } from '../../../platform/settings/settings';
import { sealKeys } from '../../../security';
import { type LostSeals, PublishedHeads } from './published-heads';
import { type CarriedSealKeys, isSignedBy, SealKeys } from './seal-keys';

/** Records that a network takes along, so that its seals can be checked in another installation. */
export interface HandedSeals {
  /** The public keys that signed the network's seals, sorted by number. */
  readonly keys: readonly CarriedSealKeys[];
  /** Seals lost in restores, which leave gaps in the numbers. */
  readonly lost: readonly LostSeals[];
}

/** A text signed with the newest key of the seals. */
export interface SignedText {
  readonly keyId: string;
  /** In hexadecimal, like the signature. */
  readonly publicKey: string;
  readonly signature: string;
}

/** The seals of a network that moves from one installation to another. */
@Injectable()
export class SealHandover {
  private readonly keys = new SealKeys(sealKeys);
  private readonly heads = new PublishedHeads(settings.sealDirectory);

  constructor(private readonly database: Database) {}

  /** @param upTo the number of the last seal to hand over */
  async describe(networkId: string, upTo: number): Promise<HandedSeals> {
    const carried = await this.heads.listCarriedKeys(networkId);
    const { lost } = await this.heads.list(networkId);
    const after = carried.at(-1)?.upTo ?? 0;
    if (after >= upTo) return { keys: carried, lost };
    const used = await this.database.inNetwork(
      networkId,
      (tx) => tx.query<{ keyId: string }>`
        SELECT DISTINCT key_id FROM seals WHERE network_id = ${networkId} AND number > ${after} ORDER BY key_id`,
    );
    const keys: Record<string, string> = {};
    for (const { keyId } of used) {
      const key = this.keys.publicKeyOf({ number: upTo, keyId });
      if (key !== undefined) keys[keyId] = key.toString('hex');
    }
    return { keys: [...carried, { upTo, keys }], lost };
  }

  /** Stores keys and gaps of a network that moves here. May be called again after an interrupted import. */
  async take(networkId: string, { keys, lost }: HandedSeals): Promise<void> {
    await this.heads.keepCarriedKeys(networkId, keys);
    const known = await this.heads.list(networkId);
    for (const line of lost.slice(known.lost.length)) await this.heads.acceptLoss(networkId, line);
  }

  sign(text: string): SignedText {
    const key = this.keys.newest;
    const signature = key.sign(Buffer.from(text)).toString('hex');
    return { keyId: key.id, publicKey: key.publicKey.toString('hex'), signature };
  }

  /** Whether the public key (hexadecimal) is one of this installation. */
  isOwnKey(publicKey: string): boolean {
    return this.keys.has(Buffer.from(publicKey, 'hex'));
  }

  /** Whether the holder of the public key (hexadecimal) signed the text. */
  isSigned(text: string, publicKey: string, signature: string): boolean {
    return isSignedBy(Buffer.from(publicKey, 'hex'), Buffer.from(text), Buffer.from(signature, 'hex'));
  }
}
