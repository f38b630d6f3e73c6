import type { Decision, ProgramDocument, RefundDetails, SaleDetails, StampCardDocument } from '../../../src/decision';

type Full = { readonly size: number; readonly reward: number | string };
type Card = { pile: number; full: Full[]; expired: number; endsAt: number | null };
type OracleLine = { readonly sku: string; readonly quantityMilli: number; readonly total: number };

const DAY = 86_400_000;

/** Stamp cards without a ledger: one stamp after another, full cards in a list. */
export class StampOracle {
  private readonly cards = new Map<string, Card>();
  /** Rewards that were taken, by redemption, so that they can be returned. */
  private readonly shelf: { readonly card: string; readonly full: Full }[] = [];

  of(id: string): { collected: number; full: Full[]; expired: number; endsAt: number | null } {
    const { pile, full, expired, endsAt } = this.card(id);
    return { collected: pile, full, expired, endsAt: pile > 0 ? endsAt : null };
  }

  /** Given for all cards that are full by now. */
  points(): number {
    let sum = 0;
    for (const { full } of this.cards.values())
      for (const { reward } of full) sum += typeof reward === 'number' ? reward : 0;
    return sum;
  }

  sell(lines: readonly OracleLine[], document: ProgramDocument, now: number): void {
    for (const card of document.stampCards ?? []) {
      const stamps = stampsFor(card, lines);
      for (let stamp = 0; stamp < stamps; stamp += 1) this.put(card, now);
      const { pile } = this.card(card.id);
      if (stamps > 0 && pile <= 0) this.card(card.id).endsAt = null;
    }
  }

  refund(
    { lines, details }: Decision,
    before: readonly RefundDetails[],
    refund: RefundDetails,
    now: number,
    document: ProgramDocument,
  ): void {
    const { stamps } = details as SaleDetails;
    for (const { card, byLine, whole } of stamps?.cards ?? []) {
      let off = refund.whole ? whole : 0;
      lines.forEach(({ gross }, index) => {
        const refunded = (refunds: readonly RefundDetails[]) =>
          refunds.flatMap((one) => one.lines).reduce((sum, one) => sum + (one.line === index + 1 ? one.gross : 0), 0);
        const back = (of: number) => (gross === 0 ? 0 : Math.floor(((byLine[index] ?? 0) * of) / gross));
        off += back(refunded([...before, refund])) - back(refunded(before));
      });
      for (let stamp = 0; stamp < off; stamp += 1) this.takeOff(card, now, document);
    }
    const paidBy = stamps?.paidBy ?? null;
    if (paidBy === null) return;
    const at = this.shelf.findIndex(
      ({ card, full }) => card === paidBy.card && full.size === paidBy.size && full.reward === paidBy.rewardCode,
    );
    const [returned] = this.shelf.splice(at, 1);
    const card = this.card(paidBy.card);
    if (returned !== undefined) card.full.push(returned.full);
    if (card.pile < 0) this.undo(paidBy.card, now, document);
  }

  /** Takes a reward; false: no card has one. */
  take(id: string, code: string): boolean {
    const { full } = this.card(id);
    const at = full.findIndex(({ reward }) => reward === code);
    if (at < 0) return false;
    const [taken] = full.splice(at, 1);
    if (taken !== undefined) this.shelf.push({ card: id, full: taken });
    return true;
  }

  settle(now: number): void {
    for (const card of this.cards.values()) {
      if (card.pile <= 0 || card.endsAt === null || card.endsAt > now) continue;
      card.expired += card.pile;
      card.pile = 0;
      card.endsAt = null;
    }
  }

  private card(id: string): Card {
    const known = this.cards.get(id) ?? { pile: 0, full: [], expired: 0, endsAt: null };
    this.cards.set(id, known);
    return known;
  }

  private put({ id, size, reward, validityMonths }: StampCardDocument, now: number): void {
    const card = this.card(id);
    if (card.pile === 0) card.endsAt = endOf(validityMonths, now);
    card.pile += 1;
    // A card that became smaller is full before its last stamp, and what is over begins the next.
    while (card.pile >= size) {
      card.full.push({ size, reward: 'points' in reward ? reward.points : reward.rewardCode });
      card.pile -= size;
      if (card.pile > 0) card.endsAt = endOf(validityMonths, now);
    }
  }

  private takeOff(id: string, now: number, document: ProgramDocument): void {
    const card = this.card(id);
    if (card.pile <= 0 && card.expired > 0) {
      card.expired -= 1;
      return;
    }
    if (card.pile <= 0) this.undo(id, now, document);
    card.pile -= 1;
  }

  /** Reopens the latest full card. */
  private undo(id: string, now: number, document: ProgramDocument): void {
    const card = this.card(id);
    const latest = card.full.pop();
    if (latest === undefined) return;
    card.pile += latest.size;
    const months = document.stampCards?.find((one) => one.id === id)?.validityMonths ?? null;
    if (card.endsAt === null || card.endsAt <= now) card.endsAt = endOf(months, now);
  }
}

function stampsFor({ collects }: StampCardDocument, lines: readonly OracleLine[]): number {
  if (collects.by === 'VISIT') return lines.reduce((sum, { total }) => sum + total, 0) >= collects.leastAmount ? 1 : 0;
  let pieces = 0;
  for (const { sku, quantityMilli, total } of lines)
    if (collects.by === 'ITEM' && total > 0 && collects.skus.includes(sku)) pieces += quantityMilli;
  return Math.floor(pieces / 1_000);
}

/** The start of the day after the same day of a later month, or after that month's last. */
function endOf(months: number | null, now: number): number | null {
  if (months === null) return null;
  const date = new Date(now);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, Math.min(date.getUTCDate(), last)) + DAY;
}
