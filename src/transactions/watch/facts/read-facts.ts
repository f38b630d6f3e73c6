import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { lowestIdAt } from '../../../platform/ids/ids';
import { GivingWay } from '../../jobs/give-way';
import type { ActFact } from '../signals/facts';
import { receiptDigests } from '../../ledger/claims/claim-digests';
import { listEarlierFacts, listFacts, listGiftFacts, listReceiptGuests, listReferralFacts } from './facts.sql';

/** How many facts are read at once: about 25 ms, so that tills do not wait longer. */
const FACTS_A_PIECE = 1_500;
const LONGEST_MS = 60 * 86_400_000;
const GIFTS_MS = 28 * 86_400_000;

export interface FactRange {
  /** In milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** Reads the facts of a span of time, in pieces that give way to the tills. */
@Injectable()
export class ReadFacts {
  constructor(private readonly database: Database) {}

  /**
   * Acts accepted in the range, in the order of acceptance.
   * @param most if there are more acts, the latest are read
   */
  async ofRange(
    { id, timeZone }: NetworkProfile,
    range: FactRange,
    { most = Infinity, withImported = false }: { readonly most?: number; readonly withImported?: boolean } = {},
  ): Promise<ActFact[]> {
    const way = new GivingWay(this.database);
    const pieces: ActFact[][] = [];
    const after = lowestIdAt(range.from);
    let before = lowestIdAt(range.to);
    let left = most;
    while (left > 0) {
      await way.before();
      const limit = Math.min(FACTS_A_PIECE, left);
      const piece = await listFacts(this.database.readsOf(id), id, timeZone, { after, before, limit, withImported });
      pieces.push(piece.reverse());
      const [first] = piece;
      if (first === undefined || piece.length < limit) break;
      before = first.id;
      left -= piece.length;
    }
    return withClocks(pieces.reverse().flat());
  }

  /** Earlier acts of the guests and cashiers of some new acts, for rules that look weeks back. */
  async before({ id, timeZone }: NetworkProfile, fresh: readonly ActFact[], from: number): Promise<ActFact[]> {
    const range = { after: lowestIdAt(from - LONGEST_MS), before: lowestIdAt(from) };
    const guestIds = new Set<string>();
    const cashierIds = new Set<string>();
    for (const { kind, guestId, cashierId } of fresh) {
      if ((kind === 'REFUND' || kind === 'MERGE') && guestId !== null) guestIds.add(guestId);
      if (kind === 'MANUAL' && cashierId !== null) cashierIds.add(cashierId);
    }
    const reads = this.database.readsOf(id);
    const of = { guestIds: [...guestIds], cashierIds: [...cashierIds] };
    return listEarlierFacts(reads, id, timeZone, of, range);
  }

  /** Referrals paid in the range and, if there are any, those of the 60 days before. */
  async referrals({ id, timeZone }: NetworkProfile, { from, to }: FactRange): Promise<ActFact[]> {
    const reads = this.database.readsOf(id);
    const until = lowestIdAt(to);
    const fresh = await listReferralFacts(reads, id, timeZone, { after: lowestIdAt(from), before: until });
    if (fresh.length === 0) return fresh;
    return listReferralFacts(reads, id, timeZone, { after: lowestIdAt(from - LONGEST_MS), before: until });
  }

  /** Acts of gift cards in the range and, if there are any, those of the 28 days before. */
  async giftCards({ id, timeZone, settings }: NetworkProfile, { from, to }: FactRange): Promise<ActFact[]> {
    const reads = this.database.readsOf(id);
    const before = lowestIdAt(to);
    const fresh = await listGiftFacts(reads, id, timeZone, { after: lowestIdAt(from), before });
    if (fresh.length === 0) return [];
    const rows = await listGiftFacts(reads, id, timeZone, { after: lowestIdAt(from - GIFTS_MS), before });
    const digestsOf = ({ fact, receiptNumber, businessDate }: (typeof rows)[number]) =>
      receiptDigests(
        { pointOfSaleId: fact.pointOfSaleId, receiptNumber, externalOrderId: null, businessDate },
        settings.receiptScope,
      );
    const payers = await listReceiptGuests(reads, id, rows.flatMap(digestsOf));
    return rows.map((row) => {
      const payer = digestsOf(row).map((digest) => payers.get(digest))[0];
      return row.fact.kind === 'GIFT_PAYMENT' && payer !== undefined ? { ...row.fact, guestId: payer } : row.fact;
    });
  }
}

/** Marks acts rung up after the device's clock was set back. Acts of an offline till arrive in the order of its counters. */
function withClocks(facts: readonly ActFact[]): ActFact[] {
  const latest = new Map<string, number>();
  return facts.map((fact) => {
    if (!fact.isOffline || fact.pointOfSaleId === null) return fact;
    const before = latest.get(fact.pointOfSaleId) ?? 0;
    latest.set(fact.pointOfSaleId, Math.max(before, fact.occurredAt));
    return fact.occurredAt < before ? { ...fact, isClockBack: true } : fact;
  });
}
