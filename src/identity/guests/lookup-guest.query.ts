import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import type { IdentificationWay } from '../../decision';
import { Database, type Statements } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Pii, type Principal } from '../../security';
import { Cards } from '../cards/cards';
import { FreshCards } from '../cards/fresh-cards';
import { LookUps } from './look-ups';
import { LookupMisses } from './lookup-misses';
import type { GuestReader } from './read-guests';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { GuestStatus } from '../ledger-ports/guest-balances.port';
import type { GuestAnswer, LookupGuestBody } from '../profiles/guest.dto';
import { findGuestBy, type GuestRow } from '../profiles/guest.sql';
import { parsePhone } from '../../typed/phone';
import { plainCard } from '../../typed/card';
import { withoutMarks } from '../../typed/marks';

/** How the guest was found. */
interface IdentifiedGuest {
  readonly row: GuestRow;
  readonly way: IdentificationWay;
  /** Whether the guest showed a valid QR or code. */
  readonly isLive: boolean;
}

/** How a till names a guest: by card, or by the index of the phone. */
export type GuestName = { readonly card: string } | { readonly phoneIndex: Buffer };

/** Like `GuestName`, as typed; `printed`: digits that may also be a printed card's. */
type TypedName = { readonly card: string } | { readonly phoneIndex: Buffer; readonly printed: string | null };

/** Reads what the caller shows about a guest, including the status for the guest's own answer. */
export interface ShownReader<Shown> {
  /** Reads a guest who was already found. */
  read(tx: Statements, guestId: string): Promise<Shown & { readonly status: GuestStatus }>;
  /** Finds and reads a guest, or the one that remained after its merges, in one statement; undefined: there is none. */
  find(
    tx: Statements,
    name: GuestName,
  ): Promise<{ readonly row: GuestRow; readonly shown: Shown & { readonly status: GuestStatus } } | undefined>;
}

/** A found guest, with the result of a `ShownReader`. */
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
    private readonly misses: LookupMisses,
    private readonly cards: Cards,
    private readonly fresh: FreshCards,
    private readonly lookUps: LookUps,
    private readonly answers: GuestAnswers,
  ) {}

  /** Throws `guest_not_found`, `phone_invalid`; `rate_limited` after too many misses of this caller. */
  async execute<Shown>(
    network: NetworkProfile,
    body: LookupGuestBody,
    asker: GuestReader,
    reader: ShownReader<Shown>,
  ): Promise<FoundGuest<Shown>> {
    const found = await this.misses.counting(network, asker.principal, () => {
      if ('qr' in body) return this.scan(network, body.qr, asker, reader);
      if ('code' in body) return this.takeCode(network, body.code, asker, reader);
      return this.lookUp(network, this.nameOf(network, body), asker, reader);
    });
    if (found === undefined) throw new ProblemError('guest_not_found');
    return found;
  }

  /** Runs in one transaction, because a scan claims its QR. */
  private scan<Shown>(
    network: NetworkProfile,
    qr: string,
    asker: GuestReader,
    reader: ShownReader<Shown>,
  ): Promise<FoundGuest<Shown> | undefined> {
    return this.database.inNetwork(network.id, async (tx) => {
      const found = await this.findByQr(tx, network, qr.trim(), asker.principal);
      if (found?.row.erased_at !== null) return undefined;
      await this.note(tx, network.id, found, asker);
      return this.answerOf(network, found.row, await reader.read(tx, found.row.id), asker);
    });
  }

  /** Marks the code as used before the answer, so that the card then shows another code. */
  private async takeCode<Shown>(
    network: NetworkProfile,
    typed: string,
    asker: GuestReader,
    reader: ShownReader<Shown>,
  ): Promise<FoundGuest<Shown> | undefined> {
    const reads = this.database.readsOf(network.id);
    const live = await this.fresh.findByCode(reads, network.id, typed);
    if (live?.row.erased_at !== null) return undefined;
    const { row } = live;
    const [shown] = await Promise.all([
      reader.read(reads, row.id),
      this.database.writeTogether(network.id, (tx) =>
        this.note(tx, network.id, { row, way: 'CODE', isLive: true }, asker),
      ),
    ]);
    return this.answerOf(network, row, shown, asker);
  }

  private async lookUp<Shown>(
    network: NetworkProfile,
    name: TypedName,
    asker: GuestReader,
    reader: ShownReader<Shown>,
  ): Promise<FoundGuest<Shown> | undefined> {
    const reads = this.database.readsOf(network.id);
    const printed = 'phoneIndex' in name ? name.printed : null;
    const byName = await reader.find(reads, name);
    const found = byName ?? (printed === null ? undefined : await reader.find(reads, { card: printed }));
    if (found?.row.erased_at !== null) return undefined;
    const way = 'card' in name || byName === undefined ? 'CARD' : 'PHONE';
    await this.lookUps.noteLater({ id: newId(), networkId: network.id, guestId: found.row.id, way, asker });
    return this.answerOf(network, found.row, found.shown, asker);
  }

  private answerOf<Shown>(
    network: NetworkProfile,
    row: GuestRow,
    shown: Shown & { readonly status: GuestStatus },
    { principal }: GuestReader,
  ): FoundGuest<Shown> {
    return { guest: this.answers.answerWith(network, row, shown.status, sightOf(principal)), shown };
  }

  /** @throws ProblemError `phone_invalid` */
  private nameOf(
    network: NetworkProfile,
    body: Exclude<LookupGuestBody, { qr: string } | { code: string }>,
  ): TypedName {
    if ('card' in body) return { card: plainCard(body.card) };
    // A printed card's number, such as an EAN-13, can be as long as a phone.
    const digits = withoutMarks(body.phone).trim();
    const printed = /^\d+$/.test(digits) ? digits : null;
    const phone = parsePhone(body.phone, network.country);
    if (phone !== undefined) return { phoneIndex: this.pii.blindIndex(network.id, 'phone', phone), printed };
    if (printed !== null) return { card: printed };
    throw new ProblemError('phone_invalid');
  }

  private async findByQr(
    tx: Statements,
    network: NetworkProfile,
    text: string,
    principal: Principal,
  ): Promise<IdentifiedGuest | undefined> {
    const live = await this.fresh.findByQr(tx, network.id, text, principal.id);
    if (live !== undefined) return { row: live.row, way: 'QR', isLive: true };
    const scanned = this.cards.parseQr(text);
    if (scanned?.networkId !== network.id || scanned.issuedAt !== null) return undefined;
    if (!network.settings.cards.staticQrAllowed) return undefined;
    const row = await findGuestBy(tx, network.id, 'card_number', scanned.cardNumber);
    return row && { row, way: 'CARD', isLive: false };
  }

  private async note(
    tx: Pick<Statements, 'query'>,
    networkId: string,
    { row, way, isLive }: IdentifiedGuest,
    asker: GuestReader,
  ): Promise<void> {
    // Marks the shown code as used, so that the next view of the card gets another code and QR.
    if (isLive)
      await tx.query`
        UPDATE card_codes SET used_at = now() WHERE network_id = ${networkId} AND guest_id = ${row.id} AND used_at IS NULL`;
    await this.lookUps.note(tx, { id: newId(), networkId, guestId: row.id, way, asker });
  }
}
