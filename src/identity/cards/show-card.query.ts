import { Injectable } from '@nestjs/common';
import type { Statements } from '../../platform/database/database';
import { findLiveCode, issueCode, type LiveCode } from './card-codes.sql';
import { Cards } from './cards';
import { CARD_LIFETIME_MS } from './qr.rules';

/** The guest's card for the next two minutes: number, code and QR. */
export interface ShownCard {
  readonly cardNumber: string;
  readonly cardCode: string;
  readonly qr: string;
  readonly expiresAt: string;
}

/** A code with less time left is replaced before it is shown, because a cashier needs time to type it. */
const SHOWN_AGAIN_SECONDS = 30;

/** Shows a guest's code and QR, which are made and end together. */
@Injectable()
export class ShowCard {
  constructor(private readonly cards: Cards) {}

  /** The present code and QR, or new ones if those were used or end soon. */
  async show(tx: Statements, networkId: string, guest: { id: string; card_number: string }): Promise<ShownCard> {
    const live = await findLiveCode(tx, networkId, guest.id, SHOWN_AGAIN_SECONDS);
    return this.faceOf(networkId, guest.card_number, live ?? (await issueCode(tx, networkId, guest.id)));
  }

  private faceOf(networkId: string, cardNumber: string, live: LiveCode): ShownCard {
    const issuedAt = new Date(live.expires_at.getTime() - CARD_LIFETIME_MS);
    return {
      cardNumber,
      cardCode: live.code,
      qr: this.cards.makeQr(networkId, cardNumber, issuedAt),
      expiresAt: live.expires_at.toISOString(),
    };
  }
}
