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

/** A code that ends sooner is not shown again, because a cashier needs time to type it. */
const SHOWN_AGAIN_SECONDS = 30;

/** Shows the live card of a guest: code and QR are made together and end together. */
@Injectable()
export class ShowCard {
  constructor(private readonly cards: Cards) {}

  /** The code and QR that are shown already, or new ones when those were used or end soon. */
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
