import { Injectable } from '@nestjs/common';
import { claimDigest } from '../../platform/claims/claim-digest';
import { findClaimHolder, insertClaim } from '../../platform/claims/claims.sql';
import type { Statements } from '../../platform/database/database';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { findGuestBy, type GuestRow } from '../profiles/guest.sql';
import { findGuestOfCode } from './card-codes.sql';
import { Cards } from './cards';
import { type FoundFace, isQrUsed, SCAN } from './face-uses';
import { CARD_LIFETIME_MS } from './qr.rules';
import { ungrouped } from '../../typed/marks';

/** A guest's valid QR as it was scanned, or the six digits of the code. */
export type ShownFace = { readonly qr: string } | { readonly code: string };

/** A valid QR or code with its guest. */
export interface FreshFace extends FoundFace {
  readonly row: GuestRow;
}

/** A valid QR or code proves that the guest is at the till. It is valid for two minutes and one sale. */
@Injectable()
export class FreshCards {
  constructor(
    private readonly cards: Cards,
    private readonly ports: LedgerPorts,
  ) {}

  /** The guest of a QR. Only the caller `actorId`, who scanned it, can use the QR afterwards. `asOf`: the time of an offline scan. */
  async findByQr(
    tx: Statements,
    networkId: string,
    text: string,
    actorId: string,
    asOf?: Date,
  ): Promise<FreshFace | undefined> {
    const scanned = this.cards.parseQr(text, asOf);
    if (scanned?.networkId !== networkId || scanned.use === null || scanned.issuedAt === null) return undefined;
    const row = await findGuestBy(tx, networkId, 'card_number', scanned.cardNumber);
    if (row === undefined || (await isQrUsed(tx, networkId, scanned.use))) return undefined;
    // The same caller may scan the QR again until a sale of the guest is recorded.
    const isOwn = await claimScan(tx, networkId, claimDigest('QR_SCAN', scanned.use), actorId);
    if (!isOwn || (await this.ports.balances.hasBoughtSince(tx, networkId, row.id, scanned.issuedAt))) return undefined;
    return { row, way: 'QR', use: scanned.use };
  }

  async findByCode(tx: Statements, networkId: string, typed: string): Promise<FreshFace | undefined> {
    const code = ungrouped(typed);
    const owner = await findGuestOfCode(tx, networkId, code);
    const card = owner && (await findGuestBy(tx, networkId, 'id', owner.guestId));
    // If the guest was merged since, the code belongs to the remaining guest.
    const row = card && (await findGuestBy(tx, networkId, 'card_number', card.card_number));
    if (owner === undefined || row === undefined) return undefined;
    const shownAt = new Date(owner.expiresAt.getTime() - CARD_LIFETIME_MS);
    if (await this.ports.balances.hasBoughtSince(tx, networkId, row.id, shownAt)) return undefined;
    return { row, way: 'CODE', use: code };
  }

  find(
    tx: Statements,
    networkId: string,
    shown: ShownFace,
    actorId: string,
    asOf?: Date,
  ): Promise<FreshFace | undefined> {
    return 'qr' in shown
      ? this.findByQr(tx, networkId, shown.qr, actorId, asOf)
      : this.findByCode(tx, networkId, shown.code);
  }
}

/** Claims a scan for a caller; true if this or an earlier call of the same caller holds the claim. */
async function claimScan(tx: Statements, networkId: string, digest: string, actorId: string): Promise<boolean> {
  if (await insertClaim(tx, networkId, { digest, kind: SCAN, holderId: actorId })) return true;
  return (await findClaimHolder(tx, networkId, digest)) === actorId;
}
