import { actBodyOf, occurredAtOf, receiptOf, saleBodyOf, spendOf } from './act-body.rules';
import { NO_SALE_ATTRIBUTES } from '../../ledger/journal/journal-columns';
import { actSchema, type ActDto, quoteSchema, receiptSchema, type SaleDto } from './act.dto';

const TILL = '01a19467-e800-7000-8000-000000000001';
const HOLD = '01a19467-e800-7000-8000-000000000002';

const actOf = (body: object): ActDto => actSchema.parse({ pointOfSaleId: TILL, ...body });
const saleOf = (body: object): SaleDto => actOf({ type: 'SALE', amount: 1_000, ...body }) as SaleDto;

describe('what the till decides, from what was sent', () => {
  it('leaves out what was not said, whichever way it was not said', () => {
    const nothing = {
      kind: 'SALE',
      amount: 1_000,
      lines: null,
      pointsToRedeem: null,
      holdId: null,
      attributes: NO_SALE_ATTRIBUTES,
      rewards: null,
    };
    expect(actBodyOf(saleOf({}))).toEqual(nothing);
    const nulls = { items: null, pointsToRedeem: null, holdId: null, paymentMethod: null };
    expect(actBodyOf(saleOf(nulls))).toEqual(nothing);
  });

  it('keeps what was said, nought too', () => {
    expect(actBodyOf(saleOf({ pointsToRedeem: 0, holdId: HOLD, paymentMethod: 'card' }))).toMatchObject({
      pointsToRedeem: 0,
      holdId: HOLD,
      attributes: { paymentMethod: 'card' },
    });
  });

  it('is a redemption or a manual act as it was sent', () => {
    expect(actBodyOf(actOf({ type: 'REDEMPTION', points: 5, orderAmount: 900 }))).toEqual({
      kind: 'REDEMPTION',
      points: 5,
      orderAmount: 900,
    });
    const manual = { type: 'MANUAL', direction: 'DEBIT', points: 5, reasonCode: 'GOODWILL' };
    expect(actBodyOf(actOf(manual))).toEqual({
      kind: 'MANUAL',
      direction: 'DEBIT',
      points: 5,
      reasonCode: 'GOODWILL',
      comment: null,
      expiryId: null,
    });
    expect(actBodyOf(actOf({ ...manual, comment: ' cold ' }))).toMatchObject({ comment: 'cold' });
  });

  it('has neither points nor a hold in an anonymous receipt, and no hold in a quote', () => {
    const receipt = receiptSchema.parse({ pointOfSaleId: TILL, amount: 1_000 });
    expect(saleBodyOf(receipt)).toMatchObject({ pointsToRedeem: null, holdId: null });
    const quote = quoteSchema.parse({ pointOfSaleId: TILL, amount: 1_000, pointsToRedeem: 7 });
    expect(saleBodyOf(quote)).toMatchObject({ pointsToRedeem: 7, holdId: null });
  });
});

describe('a line', () => {
  const lineOf = (item: object) => saleBodyOf(saleOf({ items: [item] })).lines?.[0];

  it('counts thousandths, and knows the price of one where the till did not say it', () => {
    expect(lineOf({ total: 1_000 })).toEqual({
      sku: null,
      name: null,
      category: null,
      quantityMilli: 1_000,
      unitPrice: 1_000,
      total: 1_000,
    });
    expect(lineOf({ total: 1_000, quantity: 3 })).toMatchObject({ quantityMilli: 3_000, unitPrice: 333 });
    expect(lineOf({ total: 1_000, quantity: 0.355, unitPrice: 2_817 })).toMatchObject({
      quantityMilli: 355,
      unitPrice: 2_817,
    });
    expect(lineOf({ sku: 's', name: 'n', category: 'c', total: 0, unitPrice: 0 })).toEqual({
      sku: 's',
      name: 'n',
      category: 'c',
      quantityMilli: 1_000,
      unitPrice: 0,
      total: 0,
    });
  });

  it.each([0.001, 0.1, 0.355, 1.005, 1_000_000])('may weigh %d', (quantity) => {
    expect(lineOf({ total: 1, quantity })?.quantityMilli).toBe(Math.round(quantity * 1_000));
  });

  it.each([0, -1, 1e-10, 0.0001, 0.0009, 1.0005, 1_000_001, Number.NaN])('may not weigh %d', (quantity) => {
    const body = { type: 'SALE', pointOfSaleId: TILL, amount: 1, items: [{ total: 1, quantity }] };
    expect(actSchema.safeParse(body).success).toBe(false);
  });
});

describe('the receipt of an act', () => {
  it('is what the till named', () => {
    const named = { receiptNumber: 'A-1', externalOrderId: 'order', businessDate: '2026-03-01' };
    expect(receiptOf(saleOf(named))).toEqual({ number: 'A-1', externalOrderId: 'order', businessDate: '2026-03-01' });
    expect(receiptOf(saleOf({}))).toEqual({ number: null, externalOrderId: null, businessDate: null });
  });

  it('is but a date for a manual act', () => {
    const manual = actOf({
      type: 'MANUAL',
      direction: 'CREDIT',
      points: 1,
      reasonCode: 'OTHER',
      businessDate: '2026-03-01',
    });
    expect(receiptOf(manual)).toEqual({ number: null, externalOrderId: null, businessDate: '2026-03-01' });
  });
});

it('reads the time of an act in milliseconds, none as now', () => {
  expect(occurredAtOf({ occurredAt: '2026-03-01T12:00:00.500+03:00' })).toBe(Date.UTC(2026, 2, 1, 9, 0, 0, 500));
  expect(occurredAtOf({ occurredAt: null })).toBeNull();
  expect(occurredAtOf({})).toBeNull();
});

describe('a reward of the catalogue', () => {
  const ITEM = '01a19467-e800-7000-8000-000000000003';
  const rewardOf = (body: object) => actBodyOf(actOf({ type: 'REDEMPTION', redemptionItemId: ITEM, ...body }));
  const plain = { kind: 'REWARD', rewardId: ITEM, quantity: 1, slotId: null, coupon: null };

  it.each([
    [{}, {}],
    [{ quantity: 3 }, { quantity: 3 }],
    [{ slotId: HOLD }, { slotId: HOLD }],
    [{ coupon: 'SUMMER' }, { coupon: 'SUMMER' }],
    [{ stampCardId: HOLD }, { stampCard: HOLD }],
    [{ campaign: 'TASKS' }, { campaign: 'TASKS' }],
    [{ slotId: null, coupon: null, stampCardId: null, campaign: null, shippingAddress: null }, {}],
  ])('is redeemed as it was sent: %j', (sent, said) => {
    expect(rewardOf(sent)).toEqual({ ...plain, ...said });
  });

  it('is sent to the address that was named', () => {
    expect(rewardOf({ shippingAddress: 'Tverskaya 1, Moscow' })).toMatchObject({
      shippingAddress: 'Tverskaya 1, Moscow',
    });
  });
});

describe('points by hand', () => {
  const PLACE = '01a19467-e800-7000-8000-000000000004';
  const manual = { type: 'MANUAL', direction: 'CREDIT', points: 5, reasonCode: 'GOODWILL' };

  it.each([
    [{ beginsOn: '2026-03-01' }, { period: { beginsOn: '2026-03-01', endsOn: null } }],
    [{ endsOn: '2026-03-09' }, { period: { beginsOn: null, endsOn: '2026-03-09' } }],
    [{ restaurantIds: [PLACE] }, { limit: { restaurantIds: [PLACE] } }],
    [{ categories: ['Drinks'] }, { limit: { categories: ['Drinks'] } }],
    [{ beginsOn: null, endsOn: null, restaurantIds: null, categories: null }, {}],
  ])('may be spent when and where it was sent: %j', (sent, said) => {
    const { period, limit } = actBodyOf(actOf({ ...manual, ...sent })) as { period?: unknown; limit?: unknown };
    expect({ ...(period !== undefined && { period }), ...(limit !== undefined && { limit }) }).toEqual(said);
  });
});

describe('the rewards of a sale', () => {
  it.each([
    [{ redemptionIds: [HOLD] }, { redemptionIds: [HOLD], coupons: [] }],
    [{ coupons: ['SUMMER'] }, { redemptionIds: [], coupons: ['SUMMER'] }],
    [
      { redemptionIds: [HOLD], coupons: ['SUMMER'] },
      { redemptionIds: [HOLD], coupons: ['SUMMER'] },
    ],
    [{ redemptionIds: [], coupons: [] }, null],
    [{ redemptionIds: null, coupons: null }, null],
  ])('are those that were sent: %j', (sent, rewards) => {
    expect(actBodyOf(saleOf(sent))).toMatchObject({ rewards });
  });

  it('are none on an anonymous receipt, because no guest pays for them', () => {
    const receipt = receiptSchema.parse({ pointOfSaleId: TILL, amount: 1_000, promoCode: 'SUMMER' });
    expect(saleBodyOf(receipt)).toMatchObject({ rewards: null, promoCode: 'SUMMER' });
  });
});

it('keeps the part of the receipt, and the type, tax and combo of a line, only where they were sent', () => {
  const part = { number: 1, of: 2, receiptAmount: 1_000 };
  expect(receiptOf(saleOf({ receiptNumber: 'A-1', part })).part).toEqual(part);
  expect(receiptOf(saleOf({ receiptNumber: 'A-1', part: null }))).not.toHaveProperty('part');
  const item = { total: 1_000 };
  const own = { type: 'TIP', tax: 200, combo: 'lunch' };
  expect(saleBodyOf(saleOf({ items: [{ ...item, ...own }] })).lines?.[0]).toMatchObject(own);
  const line = saleBodyOf(saleOf({ items: [{ ...item, type: null, tax: null, combo: null }] })).lines?.[0];
  for (const name of Object.keys(own)) expect(line).not.toHaveProperty(name);
});

describe('the confirmation of a spending', () => {
  it.each([
    [{}, { identifiedBy: null, confirmation: null }],
    [{ identifiedBy: 'CARD' }, { identifiedBy: 'CARD', confirmation: null }],
    [{ confirmation: { code: '123456' } }, { identifiedBy: null, confirmation: { code: '123456' } }],
    [
      { identifiedBy: null, confirmation: null },
      { identifiedBy: null, confirmation: null },
    ],
  ])('is what was sent: %j', (sent, said) => {
    expect(spendOf(saleOf(sent))).toEqual(said);
  });
});
