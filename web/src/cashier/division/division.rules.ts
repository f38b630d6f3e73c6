import type { CheckLine } from '../lines/check-line';

/** One guest's part of a check. Money in minor units. */
export interface CheckPart {
  readonly amount: number;
  readonly lines: readonly CheckLine[];
  /** The guest found for this part; null: not yet. */
  readonly guestId: string | null;
  /** The part's sale; null: not charged yet. */
  readonly saleId: string | null;
}

/** A check that several guests pay. */
export interface Division {
  /** The order id that all parts share, whatever receipt number each has. */
  readonly orderId: string;
  readonly amount: number;
  readonly lines: readonly CheckLine[];
  readonly parts: readonly CheckPart[];
  /** The index of the current part. */
  readonly at: number;
}

/** The sum of the open parts. */
export function leftOf({ parts }: Division): number {
  return parts.reduce((sum, { amount, saleId }) => (saleId === null ? sum + amount : sum), 0);
}

export function isBegun({ parts }: Division): boolean {
  return parts.some(({ saleId }) => saleId !== null);
}

/** The data of a part's sale that the division keeps. */
interface PartSale {
  readonly id: string;
  readonly guestId: string | null;
}

/** The division after the current part was charged. */
export function chargePart(division: Division, sale: PartSale): Division {
  const parts = division.parts.map((part, n) =>
    n === division.at ? { ...part, saleId: sale.id, guestId: sale.guestId } : part,
  );
  return { ...division, parts };
}

/** The division with an undone sale's part open and current; null: the sale is none of its parts. */
export function reopenPart(division: Division, saleId: string): Division | null {
  const at = division.parts.findIndex((part) => part.saleId === saleId);
  if (at < 0) return null;
  return { ...division, parts: division.parts.map((part, n) => (n === at ? { ...part, saleId: null } : part)), at };
}

/** The division after the current part was charged, with the next open part as current; null: all are charged. */
export function afterCharge(division: Division, sale: PartSale): Division | null {
  const { parts } = chargePart(division, sale);
  const following = [...parts.keys()].map((n) => (division.at + 1 + n) % parts.length);
  const at = following.find((n) => parts[n]?.saleId === null);
  return at === undefined ? null : { ...division, parts, at };
}

/** Makes another part current; the guest found for the previous part stays with it. */
export function turnTo(division: Division, at: number, guestId: string | null): Division {
  const parts = division.parts.map((part, n) => (n === division.at ? { ...part, guestId } : part));
  return { ...division, parts, at };
}
