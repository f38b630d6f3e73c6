import { allPartDigests, CLAIM_LETTER, partDigests, receiptDigest, receiptDigests } from './claim-digests';

const NAMED = { pointOfSaleId: 'till-1', receiptNumber: 'A-1', externalOrderId: null, businessDate: '2026-03-01' };

describe('the identity of a receipt', () => {
  it('is null where the act names none', () => {
    expect(receiptDigest({ ...NAMED, receiptNumber: null }, 'FOREVER')).toBeNull();
    expect(receiptDigest({ ...NAMED, pointOfSaleId: null }, 'FOREVER')).toBeNull();
  });

  it('is that of its point of sale and number within the scope of the network', () => {
    const at = (businessDate: string, scope: 'BUSINESS_DAY' | 'YEAR' | 'FOREVER') =>
      receiptDigest({ ...NAMED, businessDate }, scope);
    expect(at('2026-03-01', 'BUSINESS_DAY')).toBe(at('2026-03-01', 'BUSINESS_DAY'));
    expect(at('2026-03-01', 'BUSINESS_DAY')).not.toBe(at('2026-03-02', 'BUSINESS_DAY'));
    expect(at('2026-03-01', 'YEAR')).toBe(at('2026-12-31', 'YEAR'));
    expect(at('2026-12-31', 'YEAR')).not.toBe(at('2027-01-01', 'YEAR'));
    expect(at('2026-03-01', 'FOREVER')).toBe(at('2031-03-01', 'FOREVER'));
    expect(
      new Set([at('2026-03-01', 'BUSINESS_DAY'), at('2026-03-01', 'YEAR'), at('2026-03-01', 'FOREVER')]).size,
    ).toBe(3);
  });

  it('differs by till and by number', () => {
    const own = receiptDigest(NAMED, 'FOREVER');
    expect(receiptDigest({ ...NAMED, pointOfSaleId: 'till-2' }, 'FOREVER')).not.toBe(own);
    expect(receiptDigest({ ...NAMED, receiptNumber: 'A-2' }, 'FOREVER')).not.toBe(own);
  });

  it('is both the order of the till system, on whatever day and at whatever till, and the number', () => {
    const order = { ...NAMED, externalOrderId: 'order-7' };
    const [own, number] = receiptDigests(order, 'BUSINESS_DAY');
    expect(number).toBe(receiptDigest(NAMED, 'BUSINESS_DAY'));
    expect(own).not.toBe(number);
    const elsewhere = { ...order, businessDate: '2030-01-01', pointOfSaleId: null, receiptNumber: null };
    expect(receiptDigests(elsewhere, 'YEAR')).toEqual([own]);
    expect(receiptDigest({ ...order, externalOrderId: 'order-8' }, 'BUSINESS_DAY')).not.toBe(own);
  });
});

describe('the parts of a receipt', () => {
  const order = { ...NAMED, externalOrderId: 'order-7' };

  it('have names of their own under each name of the receipt', () => {
    const digests = [
      ...receiptDigests(order, 'YEAR'),
      ...partDigests(order, 'YEAR', 1),
      ...partDigests(order, 'YEAR', 2),
    ];
    expect(new Set(digests).size).toBe(6);
    expect(partDigests(NAMED, 'YEAR', 1)).toEqual([partDigests(order, 'YEAR', 1)[1]]);
  });

  it('are counted from 1 to the last', () => {
    const all = [1, 2, 3].flatMap((part) => partDigests(order, 'YEAR', part));
    expect(allPartDigests(order, 'YEAR', 3)).toEqual(all);
  });

  it('keep the digests that are stored of them', () => {
    expect(partDigests(NAMED, 'FOREVER', 1)).toEqual(['ce238bbc-26a9-bf41-4e27-e720d4b1b8b3']);
  });
});

it('never gives a receipt another digest than the one that is stored of it', () => {
  const order = { ...NAMED, externalOrderId: 'order-7' };
  expect([
    receiptDigest(NAMED, 'BUSINESS_DAY'),
    receiptDigest(NAMED, 'YEAR'),
    receiptDigest(NAMED, 'FOREVER'),
    receiptDigest(order, 'FOREVER'),
  ]).toEqual([
    '5b54cfd6-f230-e275-10b4-38fd4be80290',
    '25e9c385-f48e-f021-ab3b-13a9b9158cb4',
    '3109d586-da67-9ad6-b4de-8a3c79cced59',
    'ebad7347-5099-bf64-0526-d171b0e78ebf',
  ]);
});

it('stores each kind of claim under a letter of its own, as the rows in use have it', () => {
  expect(CLAIM_LETTER).toEqual({
    KEY: 'K',
    RECEIPT: 'R',
    QR: 'Q',
    RECEIPT_CLAIM: 'C',
    REFUND_TURN: 'T',
    DEVICE_ACT: 'D',
    EXTERNAL_EVENT: 'E',
    ACTIVITY: 'A',
    UNDO: 'U',
    COUPON: 'P',
  });
});
