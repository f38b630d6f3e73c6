/** The fewest months from a payment into a gift card to the card's end; null: a card must not end. */
type LeastMonths = number | null;

/**
 * By country, how soon the law lets a gift card end, as far as the platform knows. In other countries no paid card ends. We read each source in
 * 2026; docs/gift-cards.md has the addresses. Months count from the last payment into a card, as the law of the United States requires.
 */
const LAWS = {
  // 15 U.S.C. § 1693l-1 and 12 CFR § 1005.20: five years. Some states forbid any end.
  US: 60,
  // Consumer Protection (Gift Vouchers) Act 2019: five years.
  IE: 60,
  // BGB §§ 195, 199, 307: claims end three years after the end of the year of the sale, so up to 48 months after it.
  DE: 48,
  // ABGB §§ 879 (3), 1478 and the Higher Regional Court of Linz: 30 years.
  AT: 360,
  // Australian Consumer Law, as amended in 2018: three years.
  AU: 36,
  // Fair Trading (Gift Card Expiry) Amendment Act 2024: three years.
  NZ: 36,
  // Resolution 935 of the Council of Ministers, 22 December 2018: the seller names the term, and keeps the money after it.
  BY: 1,
  // Consumer protection law and the Supreme Court: the money is an advance and is owed back, also after a term.
  RU: null,
  // Rules of internal trade, item 36, and the consumer protection law, article 8-1: the money is an advance and is owed back.
  KZ: null,
  // Laws of the provinces, such as O. Reg. 17/05 of Ontario: a card has no end.
  CA: null,
} as const satisfies Readonly<Record<string, LeastMonths>>;

export const GIFT_CARD_LAWS = ['US', 'IE', 'DE', 'AT', 'AU', 'NZ', 'BY', 'RU', 'KZ', 'CA', 'OTHER'] as const;

export interface GiftCardLaw {
  /** The country of the law; OTHER: the platform knows none for this country. */
  readonly law: (typeof GIFT_CARD_LAWS)[number];
  readonly leastMonths: LeastMonths;
}

/** @param country ISO 3166-1, two letters */
export function giftCardLawOf(country: string): GiftCardLaw {
  return isKnown(country) ? { law: country, leastMonths: LAWS[country] } : { law: 'OTHER', leastMonths: null };
}

/** Whether a gift card in the country may end this many months after the last payment into it. */
export function mayGiftCardEnd(country: string, months: number): boolean {
  const { leastMonths } = giftCardLawOf(country);
  return leastMonths !== null && months >= leastMonths;
}

function isKnown(country: string): country is keyof typeof LAWS {
  return Object.hasOwn(LAWS, country);
}
