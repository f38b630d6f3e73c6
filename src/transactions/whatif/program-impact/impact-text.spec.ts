import { impactSentences } from './impact-text';
import type { ImpactFigures } from '../reports/impact.rules';

const FIGURES: ImpactFigures = {
  against: 1,
  at: '2026-11-20T00:00:00.000Z',
  until: '2028-01-24T00:00:00.000Z',
  guests: 1_000,
  concerned: 40,
  changes: [{ key: 'tier.GOLD.discount', guests: 40 }],
  losing: { guests: 35, discount: -240_000, earned: 1, expired: 30, paid: 240_000, value: -241_000 },
  gaining: { guests: 0, discount: 0, earned: 0, expired: 0, paid: 0, value: 0 },
  unread: 0,
  falls: [
    { from: 'SILVER', to: 'BRONZE', guests: 1, on: '2027-02-01' },
    { from: 'SILVER', to: 'BRONZE', guests: 250, on: '2027-01-31' },
    { from: 'GOLD', to: 'BRONZE', guests: 62, on: '2027-01-31' },
  ],
  rises: [{ from: 'BRONZE', to: 'SILVER', guests: 3 }],
  matrix: [],
  points: { open: 100, worthBefore: 10_000, worthAfter: 5_000, currency: 'RUB' },
  lots: { open: 1, points: 100, shortened: 0 },
};

describe('what is said of an impact', () => {
  it('tells of those who come to one tier on one day once, the most first', () => {
    expect(impactSentences(FIGURES, 2, 'en')).toEqual([
      '40 guests would get different terms',
      '35 guests would lose ₽2,410.00 in a year (₽2,400.00 more to pay on the same receipts, discounts down by ₽2,400.00, 1 point more earned, 30 points more expired)',
      '312 guests would drop to BRONZE on January 31, 2027',
      '1 guest would drop to BRONZE on February 1, 2027',
      '3 guests would rise to SILVER with the next purchase',
      'The points of all guests would be worth ₽50.00 instead of ₽100.00',
      'Points already earned keep their expiry date',
    ]);
  });

  it('says that nobody falls, in the reader’s language', () => {
    const points = { ...FIGURES.points, worthAfter: 10_000 };
    const nobody = { ...FIGURES, concerned: 0, losing: FIGURES.gaining, falls: [], rises: [], points };
    expect(impactSentences(nobody, 2, 'ru')).toEqual([
      'Условия не изменятся ни у кого',
      'Уровень не снизится ни у кого',
      'Уже начисленные баллы сохраняют свой срок',
    ]);
  });
});
