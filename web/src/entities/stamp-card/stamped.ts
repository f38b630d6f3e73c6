import type { Transaction } from '../transaction/transaction.api';

/** The stamps of one sale on one card, from its trace. */
export interface StampsOfSale {
  readonly cardId: string;
  /** Stamps of this sale. */
  readonly stamps: number;
  /** On the card after it. */
  readonly collected: number;
  readonly size: number;
  /** Cards that became full. */
  readonly full: number;
  /** Points for the cards that became full; 0: they wait for a reward. */
  readonly points: number;
}

/** The cards that a sale stamped, in the order of the programme. */
export function stampedBy({ trace }: Pick<Transaction, 'trace'>): StampsOfSale[] {
  const cards: StampsOfSale[] = [];
  for (const line of trace) {
    const { card, collected, size, cards: full } = line.arguments;
    if (typeof card !== 'string') continue;
    if (line.rule === 'stamps.collected' && line.amount > 0)
      cards.push({
        cardId: card,
        stamps: line.amount,
        collected: Number(collected),
        size: Number(size),
        full: 0,
        points: 0,
      });
    const at = cards.findIndex(({ cardId }) => cardId === card);
    const known = cards[at];
    if (known === undefined) continue;
    if (line.rule === 'stamps.completed') cards[at] = { ...known, full: line.amount };
    if (line.rule === 'stamps.reward') cards[at] = { ...known, full: Number(full), points: line.amount };
  }
  return cards;
}
