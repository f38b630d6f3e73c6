import { Injectable } from '@nestjs/common';
import { Looks, type NetworkProfile, type PublicLook, Snapshots } from '../../configuration';
import { Cards, Guests } from '../../identity';
import type { Statements } from '../../platform/database/database';
import type { WholeLanguage } from '../../platform/language/language';
import { MessageTexts } from '../../transactions';

/** The content of a guest's card as a wallet pass or a picture. */
export interface WalletCard {
  readonly profile: NetworkProfile;
  readonly look: PublicLook;
  /** The guest's language, else the network's. */
  readonly language: WholeLanguage;
  readonly guestName: string | null;
  readonly cardNumber: string;
  /** Digits of the QR code for tills: signed where the network accepts printed QR codes, else the card number. */
  readonly qr: string;
  readonly available: number;
  /** Null: the programme has no tiers. */
  readonly tier: string | null;
  /** The points that expire next, and the last day on which they can be used, in days since 1970; null: none expire. */
  readonly ending: { readonly points: number; readonly day: number } | null;
}

/** Reads guests' cards for wallets. */
@Injectable()
export class WalletCards {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly looks: Looks,
    private readonly guests: Guests,
    private readonly cards: Cards,
    private readonly texts: MessageTexts,
  ) {}

  /** Undefined: the network has no such guest, or the guest was erased. For a merged guest, it is the card of the remaining guest. */
  async find(tx: Statements, networkId: string, guestId: string): Promise<WalletCard | undefined> {
    const survivor = await this.guests.findSurvivor(networkId, guestId);
    const guest = survivor === undefined ? undefined : await this.guests.findById(networkId, survivor);
    if (guest === undefined || guest.erased) return undefined;
    const snapshot = await this.snapshots.current(networkId);
    const { profile } = snapshot;
    const language = guest.locale ?? profile.locale;
    const named = new Set(['guest.name', 'balance', 'ending.points', 'tier.name'] as const);
    const values = (await this.texts.read(tx, snapshot, [guest.id], named)).get(guest.id) ?? {};
    const points = Number(values['ending.points'] ?? 0);
    const isPrintable = profile.settings.cards.staticQrAllowed;
    return {
      profile,
      look: await this.looks.publicLook(profile, language),
      language,
      guestName: textOf(values['guest.name']),
      cardNumber: guest.cardNumber,
      qr: isPrintable ? this.cards.makeQr(networkId, guest.cardNumber, null) : guest.cardNumber,
      available: Number(values.balance ?? 0),
      tier: textOf(values['tier.name']),
      ending: points > 0 ? { points, day: Number(values['ending.day']) } : null,
    };
  }
}

/** The number of a card in groups of four digits. */
export function groupedNumber(cardNumber: string): string {
  return cardNumber.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
}

function textOf(value: string | number | null | undefined): string | null {
  return value === undefined || value === null ? null : String(value);
}
