import { createECDH } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { settings } from '../../platform/settings/settings';
import { Pii } from '../../security';

/** A key pair of the curve P-256, in base64url. */
export interface PushKeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * The key pair by which push services know this installation (RFC 8292). The private key is `VAPID_PRIVATE_KEY`, or else derived from INDEX_KEY:
 * then it exists from the first start, is the same in all processes and after a restore, and is not stored.
 */
@Injectable()
export class PushKeys {
  private made: PushKeyPair | undefined;

  constructor(private readonly pii: Pii) {}

  /** Made at its first use, because commands about the code alone run without INDEX_KEY. */
  get pair(): PushKeyPair {
    this.made ??= pairOf(
      settings.vapidPrivateKey === undefined
        ? this.pii.blindIndex(null, 'push_key', 'vapid')
        : Buffer.from(settings.vapidPrivateKey, 'base64url'),
    );
    return this.made;
  }
}

function pairOf(privateKey: Buffer): PushKeyPair {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(privateKey);
  return { publicKey: curve.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') };
}
