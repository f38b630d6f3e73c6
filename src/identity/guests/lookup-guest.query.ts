import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import type { IdentificationWay } from '../../decision';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, Pii, type Principal } from '../../security';
import { markCodesUsed } from '../cards/card-codes.sql';
import { Cards } from '../cards/cards';
import { FreshCards } from '../cards/fresh-cards';
import { Identifications } from '../cards/identifications';
import { LookupMisses } from './lookup-misses';
import type { Asker } from './find-guests.query';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { FoundGuestAnswer, LookupGuestBody } from '../profiles/guest.dto';
import { findGuestBy, type GuestRow } from '../profiles/guest.sql';
import { parsePhone } from '../profiles/phone.rules';

/** How the guest was found. */
interface Found {
  readonly row: GuestRow;
  readonly way: IdentificationWay;
  /** Whether the guest showed a live QR or code. */
  readonly isLive: boolean;
}

/** Finds the guest who stands at the till, by QR, code, phone or card number. */
@Injectable()
export class LookupGuest {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly misses: LookupMisses,
    private readonly cards: Cards,
    private readonly fresh: FreshCards,
    private readonly identifications: Identifications,
    private readonly answers: GuestAnswers,
  ) {}

  /** Throws `guest_not_found`, `phone_invalid`; `rate_limited` after too many misses of this caller. */
  async execute(network: NetworkProfile, body: LookupGuestBody, asker: Asker): Promise<FoundGuestAnswer> {
    const answer = await this.misses.counting(network, asker.principal, () =>
      this.database.inNetwork(network.id, async (tx) => {
        const found = await this.find(tx, network, body, asker.principal);
        if (found?.row.erased_at !== null) return undefined;
        await this.note(tx, network.id, found, asker);
        return { ...(await this.answers.answerOf(tx, network, found.row, sightOf(asker.principal))), rewards: [] };
      }),
    );
    if (answer === undefined) throw new ProblemError('guest_not_found');
    return answer;
  }

  private async find(
    tx: Tx,
    network: NetworkProfile,
    body: LookupGuestBody,
    principal: Principal,
  ): Promise<Found | undefined> {
    if ('qr' in body) return this.findByQr(tx, network, body.qr.trim(), principal);
    if ('code' in body) return this.findByCode(tx, network.id, body.code.replace(/[\s-]/g, ''));
    if ('phone' in body) return this.findByPhone(tx, network, body.phone);
    const row = await findGuestBy(tx, network.id, 'card_number', body.card.replace(/[\s-]/g, ''));
    return row && { row, way: 'CARD', isLive: false };
  }

  private async findByQr(
    tx: Tx,
    network: NetworkProfile,
    text: string,
    principal: Principal,
  ): Promise<Found | undefined> {
    const live = await this.fresh.findByQr(tx, network.id, text, principal.id);
    if (live !== undefined) return { row: live.row, way: 'QR', isLive: true };
    const scanned = this.cards.parseQr(text);
    if (scanned?.networkId !== network.id || scanned.issuedAt !== null) return undefined;
    if (!network.settings.cards.staticQrAllowed) return undefined;
    const row = await findGuestBy(tx, network.id, 'card_number', scanned.cardNumber);
    return row && { row, way: 'CARD', isLive: false };
  }

  private async findByCode(tx: Tx, networkId: string, code: string): Promise<Found | undefined> {
    const live = await this.fresh.findByCode(tx, networkId, code);
    return live && { row: live.row, way: 'CODE', isLive: true };
  }

  private async findByPhone(tx: Tx, network: NetworkProfile, typed: string): Promise<Found | undefined> {
    const phone = parsePhone(typed, network.country);
    if (phone === undefined) throw new ProblemError('phone_invalid');
    const row = await findGuestBy(tx, network.id, 'phone_index', this.pii.blindIndex(network.id, 'phone', phone));
    return row && { row, way: 'PHONE', isLive: false };
  }

  /** Records how the guest was identified: for the spending limits, for the next code of the card, and in the audit. */
  private async note(tx: Tx, networkId: string, { row, way, isLive }: Found, asker: Asker): Promise<void> {
    await this.identifications.note(tx, networkId, asker.principal.id, [row.id], way);
    if (isLive) await markCodesUsed(tx, networkId, row.id);
    await this.audit.append(tx, networkId, {
      actor: asker.principal,
      origin: asker.origin,
      action: 'guest.looked_up',
      subjectKind: 'guest',
      subjectId: row.id,
      after: { way: AUDITED_WAY[way] },
    });
  }
}

/** The words in stored audit entries, which stay as in the first version. */
const AUDITED_WAY: Readonly<Record<IdentificationWay, string>> = {
  QR: 'qr',
  CODE: 'code',
  CARD: 'card',
  PHONE: 'phone',
  NAME: 'name',
  TILL_SYSTEM: 'till_system',
};
