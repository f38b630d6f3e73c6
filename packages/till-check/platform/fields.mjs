/**
 * Which fields the bodies of a till's calls have: `!` marks those that are needed. The names are those of the API document, which
 * test/e2e/till-check.spec.ts compares.
 */
const RECEIPT = ['receiptNumber', 'businessDate', 'externalOrderId', 'occurredAt'];
const SALE = [
  'type',
  'pointOfSaleId!',
  ...RECEIPT,
  'amount!',
  'items',
  'paymentMethod',
  'guestCount',
  'fiscalDocument',
  'printedNumber',
  'promoCode',
  'part',
];
const SPEND = ['identifiedBy', 'confirmation'];
const REWARDS = ['redemptionIds', 'coupons'];

export const FIELDS = {
  SaleAct: [...SALE, 'type!', 'pointsToRedeem', 'holdId', ...SPEND, ...REWARDS],
  Quote: [...SALE, 'pointsToRedeem', ...SPEND, ...REWARDS, 'hold', 'holdMinutes'],
  AnonymousReceipt: SALE,
  OrderRedemption: ['type!', 'pointOfSaleId!', ...RECEIPT, ...SPEND, 'points!', 'orderAmount!'],
  SaleItem: ['sku', 'name', 'category', 'quantity', 'unitPrice', 'total!', 'type', 'tax', 'combo'],
  ReceiptPart: ['number!', 'of!', 'receiptAmount!'],
  RefundBody: ['reason!', 'amount', 'items'],
  RefundQuoteBody: ['amount', 'items'],
  RefundedLine: ['line!', 'quantity', 'total'],
  OfflineBatch: ['deviceId!', 'sentAt!', 'allowance', 'acts!'],
  OfflineAct: ['counter!', 'key!', 'guestId!', 'body!'],
};

/** Fields in minor units or whole points. */
const WHOLE = [
  'amount',
  'total',
  'unitPrice',
  'tax',
  'receiptAmount',
  'orderAmount',
  'points',
  'pointsToRedeem',
  'counter',
  'line',
  'number',
  'of',
];
const MOMENTS = ['occurredAt', 'sentAt'];
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Lists and objects within a body, with the fields of their members. */
const WITHIN = {
  SaleAct: { items: 'SaleItem', part: 'ReceiptPart' },
  Quote: { items: 'SaleItem', part: 'ReceiptPart' },
  AnonymousReceipt: { items: 'SaleItem', part: 'ReceiptPart' },
  RefundBody: { items: 'RefundedLine' },
  RefundQuoteBody: { items: 'RefundedLine' },
  OfflineBatch: { acts: 'OfflineAct' },
};

/**
 * The faults of a body, as the API names them; empty: it fits.
 *
 * @param {keyof typeof FIELDS} name
 * @param {unknown} body
 * @returns {{ path: string, code: string, message: string }[]}
 */
export function faultsOf(name, body, at = '') {
  const fault = (path, code) => ({ path: `${at}${path}`, code, message: code });
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [fault('', 'wrong_type')];
  const needed = FIELDS[name].filter((field) => field.endsWith('!')).map((field) => field.slice(0, -1));
  const known = FIELDS[name].map((field) => field.replace('!', ''));
  const faults = [
    ...Object.keys(body)
      .filter((field) => !known.includes(field))
      .map((field) => fault(field, 'unknown_field')),
    ...needed
      .filter((field) => body[field] === undefined || body[field] === null)
      .map((field) => fault(field, 'required')),
  ];
  if (name.startsWith('Refund') && (body.amount ?? null) !== null && (body.items ?? null) !== null)
    faults.push(fault('items', 'not_both'));
  for (const [field, value] of Object.entries(body)) {
    if (value === null || !known.includes(field)) continue;
    if (WHOLE.includes(field) && !Number.isSafeInteger(value)) faults.push(fault(field, 'not_whole'));
    else if (WHOLE.includes(field) && value < 0) faults.push(fault(field, 'too_small'));
    if (MOMENTS.includes(field) && !(typeof value === 'string' && MOMENT.test(value)))
      faults.push(fault(field, 'not_an_instant'));
    if (field === 'quantity' && !isQuantity(value)) faults.push(fault(field, 'too_many_decimals'));
    const within = WITHIN[name]?.[field];
    if (within === undefined) continue;
    const members = Array.isArray(value) ? value : [value];
    if (members.length === 0) faults.push(fault(field, 'too_short'));
    const pathOf = (index) => `${at}${field}${Array.isArray(value) ? `[${index}]` : ''}.`;
    faults.push(...members.flatMap((member, index) => faultsOf(within, member, pathOf(index))));
  }
  return faults;
}

/** A number of at most three decimals from 0.001. */
function isQuantity(value) {
  return typeof value === 'number' && value >= 0.001 && Math.abs(value * 1_000 - Math.round(value * 1_000)) < 1e-6;
}
