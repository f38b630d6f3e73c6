import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import type { IdentificationWay } from '../../decision';
import { Database, type Statements } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, Pii, type Principal } from '../../security';
import { markCodesUsed } from '../cards/card-codes.sql';
import { Cards } from '../cards/cards';
import { FreshCards } from '../cards/fresh-cards';
import { Identifications } from '../cards/identifications';
import { LookupMisses } from './lookup-misses';
import type { Asker } from './read-guests';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { GuestStatus } from '../ledger-ports/guest-balances.port';
import type { GuestAnswer, LookupGuestBody } from '../profiles/guest.dto';
import { findGuestBy, type GuestRow } from '../profiles/guest.sql';
import { parsePhone } from '../profiles/phone.rules';

/** How the guest was found. */
interface Found {
  readonly row: GuestRow;
  readonly way: IdentificationWay;
  /** Whether the guest showed a live QR or code. */
  readonly isLive: boolean;
}

/** Reads what the caller shows of the guest that was found; of it the guest's own answer takes the status. */
type ReadShown<Shown> = (tx: Statements, guestId: string) => Promise<Shown & { readonly status: GuestStatus }>;

/** A guest that was found, with what was read by `ReadShown`. */
interface FoundGuest<Shown> {
  readonly guest: GuestAnswer;
  readonly shown: Shown;
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
  async execute<Shown>(
    network: NetworkProfile,
    body: LookupGuestBody,
    asker: Asker,
    readShown: ReadShown<Shown>,
  ): Promise<FoundGuest<Shown>> {
    const found = await this.misses.counting(network, asker.principal, () =>
      'qr' in body ? this.scan(network, body.qr, asker, readShown) : this.lookUp(network, body, asker, readShown),
    );
    if (found === undefined) throw new ProblemError('guest_not_found');
    return found;
  }

  /** A scan claims its QR, so all of it is one transaction. */
  private scan<Shown>(
    network: NetworkProfile,
    qr: string,
    asker: Asker,
    readShown: ReadShown<Shown>,
  ): Promise<FoundGuest<Shown> | undefined> {
    return this.database.inNetwork(network.id, async (tx) => {
      const found = await this.findByQr(tx, network, qr.trim(), asker.principal);
      if (found?.row.erased_at !== null) return undefined;
      await this.note(tx, network.id, found, asker);
      return this.answerOf(tx, network, found.row, asker, readShown);
    });
  }

  /** Other look-ups change nothing before the guest is known, and share their round trips. */
  private async lookUp<Shown>(
    network: NetworkProfile,
    body: Exclude<LookupGuestBody, { qr: string }>,
    asker: Asker,
    readShown: ReadShown<Shown>,
  ): Promise<FoundGuest<Shown> | undefined> {
    const reads = this.database.readsOf(network.id);
    const found = await this.find(reads, network, body);
    if (found?.row.erased_at !== null) return undefined;
    const [answer] = await Promise.all([
      this.answerOf(reads, network, found.row, asker, readShown),
      this.database.writeTogether(network.id, (tx) => this.note(tx, network.id, found, asker)),
    ]);
    return answer;
  }

  private async answerOf<Shown>(
    tx: Statements,
    network: NetworkProfile,
    row: GuestRow,
    { principal }: Asker,
    readShown: ReadShown<Shown>,
  ): Promise<FoundGuest<Shown>> {
    const shown = await readShown(tx, row.id);
    return { guest: this.answers.answerWith(network, row, shown.status, sightOf(principal)), shown };
  }

  private async find(
    tx: Statements,
    network: NetworkProfile,
    body: Exclude<LookupGuestBody, { qr: string }>,
  ): Promise<Found | undefined> {
    if ('code' in body) return this.findByCode(tx, network.id, body.code.replace(/[\s-]/g, ''));
    if ('phone' in body) return this.findByPhone(tx, network, body.phone);
    const row = await findGuestBy(tx, network.id, 'card_number', body.card.replace(/[\s-]/g, ''));
    return row && { row, way: 'CARD', isLive: false };
  }

  private async findByQr(
    tx: Statements,
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

  private async findByCode(tx: Statements, networkId: string, code: string): Promise<Found | undefined> {
    const live = await this.fresh.findByCode(tx, networkId, code);
    return live && { row: live.row, way: 'CODE', isLive: true };
  }

  private async findByPhone(tx: Statements, network: NetworkProfile, typed: string): Promise<Found | undefined> {
    const phone = parsePhone(typed, network.country);
    if (phone === undefined) throw new ProblemError('phone_invalid');
    const row = await findGuestBy(tx, network.id, 'phone_index', this.pii.blindIndex(network.id, 'phone', phone));
    return row && { row, way: 'PHONE', isLive: false };
  }

  /** Records how the guest was identified: for the spending limits, for the next code of the card, and in the audit. */
  private async note(
    tx: Pick<Statements, 'query'>,
    networkId: string,
    { row, way, isLive }: Found,
    asker: Asker,
  ): Promise<void> {
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
