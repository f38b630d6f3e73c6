import { Injectable } from '@nestjs/common';
import { Pii } from '../../security';

/** The keys by which a receipt of an earlier system names a guest. */
export interface GuestKeys {
  readonly guest: string | null;
  readonly card: string | null;
  readonly phone: string | null;
}

const BYTES = 16;

/** Guests of a shadow are known by a keyed digest of their surest key, so that no id, card or phone stands there. */
@Injectable()
export class GuestPseudonyms {
  constructor(private readonly pii: Pii) {}

  /** The external id of the guest in the shadow; null: an anonymous receipt. */
  of(networkId: string, { guest, card, phone }: GuestKeys): string | null {
    const key =
      guest !== null ? `guest ${guest}` : card !== null ? `card ${card}` : phone !== null ? `phone ${phone}` : null;
    return key === null ? null : this.pii.blindIndex(networkId, 'shadow_guest', key).subarray(0, BYTES).toString('hex');
  }
}
