import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
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

/** A code with less life than this is not shown again: a cashier has to type it first. */
const SHOWN_AGAIN_SECONDS = 30;

/** The live face of a card: code and QR are of one moment and end together. */
@Injectable()
export class ShowCard {
  constructor(private readonly cards: Cards) {}

  /** The face that is shown already, or a new one when it was used or is nearly over. */
  async show(tx: Tx, networkId: string, guest: { id: string; card_number: string }): Promise<ShownCard> {
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
