/** Rows of the double in the form of the API's answers, with all their members. */

const NO_TIER = { code: 'BASE', next: null, amountToNext: null, visitsToNext: null };

const balanceOf = ({ available }) => ({ available, pending: 0, held: 0, inReview: 0, receivable: 0 });
const instant = (ms) => new Date(ms).toISOString();

function commonOf(row, place) {
  return {
    id: row.id,
    status: 'POSTED',
    guestId: row.guest?.id ?? null,
    pointOfSaleId: row.pointOfSaleId ?? place.pointOfSaleId,
    restaurantId: place.restaurantId,
    currency: place.currency,
    balance: row.guest === null ? null : balanceOf(row.guest),
    tier: row.guest === null ? null : NO_TIER,
    programVersion: 1,
    businessDate: row.businessDate ?? instant(row.occurredAtMs).slice(0, 10),
    occurredAt: instant(row.occurredAtMs),
    recordedAt: instant(row.recordedAtMs),
    identifiedBy: row.guest === null ? null : 'TILL_SYSTEM',
    trace: [],
  };
}

/** A sale, an anonymous receipt or a redemption. */
export function transactionAnswer(row, place) {
  return {
    ...commonOf(row, place),
    type: row.type,
    attachedAt: null,
    receiptNumber: row.receiptNumber,
    externalOrderId: row.externalOrderId,
    paymentMethod: row.paymentMethod ?? null,
    guestCount: row.guestCount ?? null,
    fiscalDocument: row.fiscalDocument ?? null,
    printedNumber: row.printedNumber ?? null,
    part: row.part ?? null,
    amount: row.amount,
    discount: row.discount,
    discountByLine: [],
    pointsRedeemed: row.pointsRedeemed,
    pointsValue: row.pointsValue,
    payable: row.payable,
    pointsEarned: row.pointsEarned,
    direction: null,
    points: 0,
    reasonCode: null,
    rewards: [],
    redemption: null,
  };
}

export function quoteAnswer(quoted, place) {
  const { most } = quoted;
  const whole = transactionAnswer({ ...quoted, id: null, recordedAtMs: 0 }, place);
  return {
    ...whole,
    status: 'QUOTED',
    recordedAt: null,
    redeemable: { min: 1, max: most, limitedBy: most < quoted.guest.available ? 'PROGRAM' : 'BALANCE' },
    confirmAbove: null,
    holdId: null,
    holdExpiresAt: null,
    rewardsAvailable: { ready: [], offered: [] },
  };
}

export function refundAnswer(row, place) {
  return {
    ...commonOf(row, place),
    type: 'REFUND',
    refundOf: row.refundOf.id,
    reason: row.reason,
    amount: row.amount,
    discount: row.discount,
    lines: row.lines.map(({ line, amount }) => ({ line, amount, discount: null, payable: amount })),
    pointsReturned: row.pointsReturned,
    pointsValue: row.pointsValue,
    payable: row.payable,
    pointsTakenBack: row.pointsTakenBack,
    pointsNotTaken: row.pointsNotTaken,
  };
}

export function accountAnswer(guest) {
  return {
    guestId: guest.id,
    ...balanceOf(guest),
    expiring: [],
    beginning: [],
    stamps: [],
    campaigns: [],
    tier: NO_TIER,
    family: null,
  };
}

export function guestAnswer(guest, nowMs) {
  return {
    id: guest.id,
    externalId: null,
    name: guest.name,
    phone: guest.phone.replaceAll(/\d(?=\d{4})/g, '•'),
    email: null,
    birthDate: null,
    birthdayToday: false,
    locale: null,
    note: null,
    cardNumber: guest.card,
    referralCode: 'K7M2QX9RAB',
    restaurantId: null,
    source: 'STAFF',
    blocked: guest.blocked,
    mergedInto: guest.mergedInto,
    balance: balanceOf(guest),
    tier: NO_TIER,
    createdAt: instant(nowMs),
  };
}

export function foundGuestAnswer(guest, nowMs) {
  return { ...guestAnswer(guest, nowMs), rewards: [], account: accountAnswer(guest), dueWarnings: [] };
}
