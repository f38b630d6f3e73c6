import { calendarAt, lineOf, NOON, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, PLENTY, runningOf } from '../../../test/support/decision/campaigns';
import { programOf, tierOf, NO_GOODS } from '../../../test/support/decision/programs';
import {
  type CampaignDocument,
  compileProgram,
  minorUnits,
  moneyOffForEverybody,
  partsPerMillion,
  type ProgramDocument,
  type RunningCampaigns,
  type SaleAct,
} from '..';

const NOTHING_ASKED = { birthdayToday: null, birthdayMonth: null, segments: null };
const NOTHING = { discount: 0, lines: null, sold: [], facts: NOTHING_ASKED, trace: [] };
const refusedBy = (reason: string) => ({ kind: 'REFUSED', code: 'promo_code_refused', data: { reason } });

function off(amount: number, changes: Partial<CampaignDocument> = {}): CampaignDocument {
  const moneyOff = { kind: 'AMOUNT', amount: minorUnits(amount) } as const;
  return campaignOf({ schema: 3, type: 'MONEY_OFF', offer: null, everybody: true, moneyOff, ...changes });
}

const WINE = lineOf(4_000, { type: 'ALCOHOL', tax: minorUnits(400) });
const LINES = [lineOf(6_000), WINE];

function check(
  documents: Readonly<Record<string, CampaignDocument>> | null,
  act: Partial<SaleAct> = {},
  program: Partial<ProgramDocument> | null = {},
  running: Partial<RunningCampaigns> = {},
) {
  const campaigns = documents === null ? undefined : runningOf(documents, running);
  const compiled = program === null ? null : compileProgram(programOf(program));
  return moneyOffForEverybody(compiled, saleOf(10_000, { lines: LINES, ...act }), {
    calendar: calendarAt(),
    campaigns,
    now: NOON,
  });
}

describe('money off a check without a guest', () => {
  it('is divided over its lines and stands with the campaign that gave it', () => {
    expect(check({ TEN: off(1_000) })).toMatchObject({
      discount: 1_000,
      lines: [
        { gross: 6_000, discount: 600, payable: 5_400, points: 0, earned: 0 },
        { gross: 4_000, discount: 400, payable: 3_600, points: 0, earned: 0 },
      ],
      sold: [{ campaign: 'TEN', arm: 'OFFERED', money: 1_000, uses: 1 }],
      facts: NOTHING_ASKED,
      trace: [{ effect: 'DISCOUNT', rule: 'campaign.TEN.discount', amount: 1_000 }],
    });
  });

  it.each<[string, ReturnType<typeof check>]>([
    ['no campaign runs', check(null)],
    ['all campaigns are over', check({})],
    ['no programme is in force', check({ TEN: off(1_000) }, {}, null)],
    ['the campaign is for guests alone', check({ TEN: off(1_000, { everybody: undefined }) })],
    ['the campaign gives points', check({ TEN: campaignOf() })],
  ])('is none where %s', (_name, decided) => {
    expect(decided).toEqual(NOTHING);
  });

  it('is none where the check was paid before, and the facts say that a campaign would have applied', () => {
    expect(check({ TEN: off(1_000) }, { isPaid: true })).toEqual({
      ...NOTHING,
      facts: { ...NOTHING_ASKED, campaigns: { isPaid: true } },
    });
    expect(check({}, { isPaid: true })).toEqual(NOTHING);
  });

  it('has no part of a discount that guests get by their tier', () => {
    const half = tierOf('BASE', { discountPpm: partsPerMillion(500_000) });
    expect(check({ TEN: off(1_000) }, {}, { tiers: [half] })).toMatchObject({ discount: 1_000 });
  });

  it('keeps the rest of a short budget with the check, from which a replay decides it again', () => {
    const budgets = [{ unit: 'MONEY', restaurantId: null, limit: 5_000 }] as const;
    const left = () => ({ ...PLENTY, MONEY: 300 });
    expect(check({ TEN: off(1_000, { budgets }) }, {}, {}, { left })).toMatchObject({
      discount: 300,
      facts: { campaigns: { short: { TEN: { points: 0, money: 300, isHeldElsewhere: false } } } },
    });
  });

  it('is refused where the lines do not add up to the check', () => {
    expect(check({ TEN: off(1_000) }, { amount: minorUnits(9_999) })).toEqual({
      kind: 'REFUSED',
      code: 'items_total_mismatch',
      data: { amount: 9_999, total: 10_000 },
    });
  });

  it('spares the lines without discount, leaves each least price, and the trace says which', () => {
    const restrictions = {
      discount: { ...NO_GOODS, types: ['ALCOHOL' as const] },
      redemption: NO_GOODS,
      leastPrices: [{ ...NO_GOODS, price: minorUnits(5_500) }],
      base: 'WITHOUT_TAX' as const,
    };
    expect(check({ TEN: off(1_000) }, {}, { restrictions })).toMatchObject({
      discount: 500,
      lines: [{ discount: 500 }, { discount: 0 }],
      trace: [
        { effect: 'DISCOUNT', rule: 'campaign.TEN.discount', amount: 500 },
        { effect: 'DISCOUNT', rule: 'lines.noDiscount', amount: 0, arguments: { lines: 1, which: '2', total: 4_000 } },
        { rule: 'lines.tax', arguments: { tax: 400 } },
        { rule: 'lines.leastPrice', arguments: { which: '1, 2' } },
      ],
    });
    // These restrictions name no goods for discounts, so no line is left out of them.
    const leastOnly = check({ TEN: off(1_000) }, {}, { restrictions: { ...restrictions, discount: NO_GOODS } });
    expect(leastOnly).toMatchObject({ trace: [{}, { rule: 'lines.tax' }, { rule: 'lines.leastPrice' }] });
  });
});

describe('a promo code on a check without a guest', () => {
  const promoCode = 'SPRING';
  const later = { startsAt: '2027-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] };

  it('takes off what its campaign gives', () => {
    expect(check({ SPRING: off(1_000, { promoCode }) }, { promoCode })).toMatchObject({ discount: 1_000 });
  });

  it.each<[string, Parameters<typeof check>[0], string]>([
    ['no campaign runs', null, 'UNKNOWN'],
    ['no campaign has it', { TEN: off(1_000) }, 'UNKNOWN'],
    ['its campaign has not begun', { SPRING: off(1_000, { promoCode, schedule: later }) }, 'NOT_NOW'],
    [
      'its campaign has not begun, and another runs',
      { S: off(1, { promoCode, schedule: later }), T: off(1) },
      'NOT_NOW',
    ],
    ['too little is to pay', { S: off(1_000, { promoCode, leastToPay: minorUnits(10_001) }) }, 'NOTHING_OFF'],
    [
      'its campaign is for another tier',
      { S: off(1_000, { promoCode, audience: { segments: [], tiers: ['BASE'] } }) },
      'NOT_FOR_GUEST',
    ],
  ])('is refused where %s', (_name, documents, reason) => {
    expect(check(documents, { promoCode })).toEqual(refusedBy(reason));
  });

  it('is not needed by a campaign that has none', () => {
    const documents = { SPRING: off(1_000, { promoCode }), TEN: off(500) };
    expect(check(documents)).toMatchObject({ discount: 500, sold: [{ campaign: 'TEN' }] });
  });

  it('is refused on a paid check too', () => {
    expect(check({}, { promoCode, isPaid: true })).toEqual(refusedBy('UNKNOWN'));
  });
});
