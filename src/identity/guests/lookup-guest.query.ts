import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { claimDigest } from '../../platform/claims/claim-digest';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, Pii, type Principal } from '../../security';
import { findGuestOfCode, markCodesUsed } from '../cards/card-codes.sql';
import { Cards } from '../cards/cards';
import { claimScan } from '../cards/scan-claims.sql';
import { Identifications } from '../cards/identifications';
import { LookupMisses } from './lookup-misses';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import type { Asker } from './find-guests.query';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { FoundGuestAnswer, LookupGuestBody } from '../profiles/guest.dto';
import { findGuestBy, type GuestRow } from '../profiles/guest.sql';
import { parsePhone } from '../profiles/phone.rules';

/** How the guest was found; `permanent` is what alone may spend only up to the network's limit. */
interface Found {
  readonly row: GuestRow;
  readonly way: 'qr' | 'code' | 'phone' | 'card';
  readonly permanent: boolean;
}

/** The guest who stands at the till, by what they show or say. */
@Injectable()
export class LookupGuest {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly misses: LookupMisses,
    private readonly cards: Cards,
    private readonly identifications: Identifications,
    private readonly answers: GuestAnswers,
    private readonly ports: LedgerPorts,
  ) {}

  /** Throws `guest_not_found`, `phone_invalid`; `rate_limited` after too many misses of this asker. */
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
    return row && { row, way: 'card', permanent: true };
  }

  private async findByQr(
    tx: Tx,
    network: NetworkProfile,
    text: string,
    principal: Principal,
  ): Promise<Found | undefined> {
    const scanned = this.cards.parseQr(text);
    if (scanned?.networkId !== network.id) return undefined;
    const row = await findGuestBy(tx, network.id, 'card_number', scanned.cardNumber);
    if (row === undefined) return undefined;
    const { use, issuedAt } = scanned;
    if (use === null || issuedAt === null) {
      return network.settings.cards.staticQrAllowed ? { row, way: 'qr', permanent: true } : undefined;
    }
    // Good for one sale, at the till that scanned it: whoever scans first may scan again until it has rung something up.
    const digest = claimDigest('QR_SCAN', use);
    const free = await claimScan(tx, network.id, digest, principal.id);
    if (!free || (await this.ports.standings.hasBoughtSince(tx, network.id, row.id, issuedAt))) return undefined;
    return { row, way: 'qr', permanent: false };
  }

  private async findByCode(tx: Tx, networkId: string, code: string): Promise<Found | undefined> {
    const owner = await findGuestOfCode(tx, networkId, code);
    const card = owner && (await findGuestBy(tx, networkId, 'id', owner.guest_id));
    // The code of a guest that was merged meanwhile is that of the one it is now.
    const row = card && (await findGuestBy(tx, networkId, 'card_number', card.card_number));
    return row && { row, way: 'code', permanent: false };
  }

  private async findByPhone(tx: Tx, network: NetworkProfile, typed: string): Promise<Found | undefined> {
    const phone = parsePhone(typed, network.country);
    if (phone === undefined) throw new ProblemError('phone_invalid');
    const row = await findGuestBy(tx, network.id, 'phone_index', this.pii.blindIndex(network.id, 'phone', phone));
    return row && { row, way: 'phone', permanent: false };
  }

  /** Remembers how the guest was known, for the till's limit, the next face of the card, and the audit. */
  private async note(tx: Tx, networkId: string, { row, way, permanent }: Found, asker: Asker): Promise<void> {
    await this.identifications.note(tx, networkId, { actorId: asker.principal.id, guestId: row.id, permanent });
    if (!permanent && way !== 'phone') await markCodesUsed(tx, networkId, row.id);
    await this.audit.append(tx, networkId, {
      actor: asker.principal,
      origin: asker.origin,
      action: 'guest.looked_up',
      subjectKind: 'guest',
      subjectId: row.id,
      after: { way },
    });
  }
}
