import { randomUUID } from 'node:crypto';
import { faultsOf } from './fields.mjs';
import { Refusal } from './problem.mjs';

/** The double's programme: 5 % off, a point for each full 10.00 paid, a point pays 1.00, up to half of what is left to pay. */
const DISCOUNT_SHARE = 20;
const STEP = 1_000;
const POINT_WORTH = 100;
const PAYS_UP_TO = 2;

const MINUTE_MS = 60_000;
const AHEAD_MS = 5 * MINUTE_MS;
const WINDOW_MS = 72 * 60 * MINUTE_MS;
/** A device's clock that is off by more is corrected by the difference between `sentAt` and the server's time. */
const SKEW_MS = 5 * MINUTE_MS;

/** Most points that a spend needs no confirmation for, where an exchange turns that on. */
export const CONFIRM_ABOVE = 50;

/** State and decisions of the kit's double. It is small, but answers like the platform: figures follow from the call, and a receipt counts once. */
export class Loyalty {
  guests = new Map();
  /** Sales, receipts, redemptions and refunds in the order in which they were recorded. */
  recorded = [];
  /** How far the clock of the double is from that of the machine, in milliseconds. */
  clockOffMs = 0;
  /** Whether spends above `CONFIRM_ABOVE` need a confirmation. */
  confirms = false;
  /** Whether refunds wait for a manager. */
  approves = false;

  constructor(place) {
    this.place = place;
  }

  now() {
    return Date.now() + this.clockOffMs;
  }

  addGuest(guest) {
    const made = { id: randomUUID(), available: 0, blocked: false, mergedInto: null, ...guest };
    this.guests.set(made.id, made);
    return made;
  }

  /** @throws Refusal `guest_not_found` */
  getGuest(id) {
    const guest = this.guests.get(id);
    if (guest === undefined) throw new Refusal(404, 'guest_not_found');
    return guest;
  }

  lookUp(by) {
    const [way, ...more] = Object.keys(by ?? {});
    if (!['qr', 'code', 'phone', 'card'].includes(way) || more.length > 0)
      throw invalid([{ path: '', code: 'not_one' }]);
    const digits = (text) => String(text).replace(/\D/g, '');
    const wanted =
      way === 'phone' ? digits(by.phone).replace(/^8(?=\d{10}$)/, '7') : String(by[way]).replace(/[ -]/g, '');
    for (const guest of this.guests.values())
      if (way === 'phone' ? digits(guest.phone) === wanted : guest[way] === wanted) return guest;
    throw new Refusal(404, 'guest_not_found');
  }

  quote(guestId, body) {
    requireFit('Quote', body);
    const guest = this.holderOf(guestId);
    const decided = this.decide(guest, body, body.pointsToRedeem ?? 0);
    const most = mostOf(body.amount - decided.discount, guest.available);
    return { ...decided, ...receiptOf(body), type: 'SALE', guest, most, occurredAtMs: this.timeOf(body.occurredAt) };
  }

  sell(guestId, body, skewMs = 0) {
    requireFit('SaleAct', body);
    const guest = this.holderOf(guestId);
    return this.recordSale(guest, body, skewMs);
  }

  recordAnonymous(body) {
    requireFit('AnonymousReceipt', body);
    return this.recordSale(null, body, 0);
  }

  redeem(guestId, body, skewMs = 0) {
    requireFit('OrderRedemption', body);
    const guest = this.holderOf(guestId);
    const occurredAtMs = this.timeOf(body.occurredAt, skewMs);
    const left = body.orderAmount - discountOf(body.orderAmount);
    this.checkSpend(guest, body.points, left, body.confirmation);
    guest.available -= body.points;
    return this.append({
      type: 'REDEMPTION',
      guest,
      ...receiptOf(body),
      amount: body.orderAmount,
      discount: 0,
      pointsRedeemed: body.points,
      pointsValue: body.points * POINT_WORTH,
      payable: body.orderAmount - body.points * POINT_WORTH,
      pointsEarned: 0,
      occurredAtMs,
    });
  }

  refundQuote(saleId, body) {
    requireFit('RefundQuoteBody', body);
    return this.shareOf(this.saleOf(saleId), body);
  }

  /** Refunds, or returns null where the refund waits for a manager. */
  refund(saleId, body) {
    requireFit('RefundBody', body);
    const sale = this.saleOf(saleId);
    const share = this.shareOf(sale, body);
    if (this.approves) return null;
    sale.refunded += share.amount;
    for (const { line, amount } of share.lines) sale.lines[line - 1].refunded += amount;
    if (sale.guest !== null) sale.guest.available += share.pointsReturned - share.pointsTakenBack;
    return this.append({
      ...share,
      type: 'REFUND',
      guest: sale.guest,
      refundOf: sale,
      reason: body.reason,
      occurredAtMs: this.now(),
    });
  }

  /** How far a device's clock is behind the double's, in milliseconds; 0 where that is too little to correct. */
  skewOf(sentAt) {
    const skewMs = this.now() - Date.parse(sentAt);
    return Math.abs(skewMs) > SKEW_MS ? skewMs : 0;
  }

  holderOf(id) {
    const guest = this.getGuest(id);
    const holder = guest.mergedInto === null ? guest : this.getGuest(guest.mergedInto);
    if (holder.blocked) throw new Refusal(422, 'guest_blocked');
    return holder;
  }

  recordSale(guest, body, skewMs) {
    const occurredAtMs = this.timeOf(body.occurredAt, skewMs);
    const lines = linesOf(body);
    this.checkReceipt(guest, body);
    const before = this.redemptionsOf(guest, body).reduce((sum, { pointsRedeemed }) => sum + pointsRedeemed, 0);
    const asked = body.pointsToRedeem ?? 0;
    const decided = this.decide(guest, body, asked, before);
    if (guest !== null) guest.available += decided.pointsEarned - asked;
    return this.append({
      ...decided,
      type: 'SALE',
      guest,
      ...receiptOf(body),
      part: body.part ?? null,
      paymentMethod: body.paymentMethod ?? null,
      guestCount: body.guestCount ?? null,
      fiscalDocument: body.fiscalDocument ?? null,
      printedNumber: body.printedNumber ?? null,
      lines,
      refunded: 0,
      occurredAtMs,
    });
  }

  decide(guest, { amount, confirmation }, asked, before = 0) {
    const discount = guest === null ? 0 : discountOf(amount);
    this.checkSpend(guest, asked, amount - discount, confirmation);
    const pointsRedeemed = asked + before;
    const payable = amount - discount - pointsRedeemed * POINT_WORTH;
    const pointsEarned = guest === null ? 0 : Math.floor(payable / STEP);
    return { amount, discount, pointsRedeemed, pointsValue: pointsRedeemed * POINT_WORTH, payable, pointsEarned };
  }

  checkSpend(guest, points, left, confirmation) {
    if (points === 0 || guest === null) return;
    const { available } = guest;
    if (points > available) throw new Refusal(422, 'insufficient_points', { available });
    const max = mostOf(left, available);
    if (points > max) throw new Refusal(422, 'redemption_limit_exceeded', { max, limitedBy: 'PROGRAM' });
    if (this.confirms && points > CONFIRM_ABOVE && (confirmation ?? null) === null)
      throw new Refusal(422, 'confirmation_required', { max: CONFIRM_ABOVE, wanted: points, ways: ['QR', 'CODE'] });
  }

  /** A receipt counts once; its parts add up to it. */
  checkReceipt(guest, { amount, part, ...names }) {
    const isLeft = ({ refunded, amount: whole }) => refunded === 0 || refunded < whole;
    const same = this.recorded.filter((one) => one.type === 'SALE' && isSameReceipt(one, names) && isLeft(one));
    const [first] = same;
    if (first === undefined) return;
    const taken =
      same.find((one) => one.part === null || one.part.number === part?.number) ?? (part ? undefined : first);
    if (taken !== undefined)
      throw taken.guest === guest
        ? new Refusal(409, 'receipt_already_recorded', { transactionId: taken.id })
        : new Refusal(409, 'receipt_belongs_to_another_guest');
    if (first.part.of !== part.of || first.part.receiptAmount !== part.receiptAmount)
      throw new Refusal(409, 'receipt_divided_otherwise', { transactionId: first.id, ...first.part });
    const left = part.receiptAmount - same.reduce((sum, one) => sum + one.amount, 0);
    if (amount > left || (same.length + 1 === part.of && amount !== left))
      throw new Refusal(422, 'receipt_parts_mismatch', { left });
  }

  redemptionsOf(guest, names) {
    return this.recorded.filter((one) => one.type === 'REDEMPTION' && one.guest === guest && isSameReceipt(one, names));
  }

  saleOf(id) {
    const sale = this.recorded.find((one) => one.id === id && one.type !== 'REFUND');
    if (sale === undefined) throw new Refusal(404, 'not_found');
    return sale;
  }

  /** The part of a sale that a refund gives back; parts add up to the sale. */
  shareOf(sale, { amount, items }) {
    const lines = (items ?? []).map((item) => {
      const line = sale.lines[item.line - 1];
      if (line === undefined) throw invalid([{ path: 'items', code: 'not_valid' }]);
      const left = line.total - line.refunded;
      const wanted = item.quantity == null ? item.total : Math.round((line.total * item.quantity) / line.quantity);
      if ((wanted ?? left) > left) throw new Refusal(422, 'refund_exceeds_sale', { max: left });
      return { line: item.line, amount: wanted ?? left };
    });
    const left = sale.amount - sale.refunded;
    const asked = lines.length > 0 ? lines.reduce((sum, line) => sum + line.amount, 0) : (amount ?? left);
    if (asked > left || left === 0) throw new Refusal(422, 'refund_exceeds_sale', { max: left });
    const spread = lines.length > 0 ? lines : spreadOver(sale.lines, asked);
    const partOf = (figure) =>
      shareUpTo(figure, sale.refunded + asked, sale.amount) - shareUpTo(figure, sale.refunded, sale.amount);
    const discount = partOf(sale.discount);
    const pointsReturned = partOf(sale.pointsRedeemed);
    return {
      amount: asked,
      discount,
      lines: spread,
      pointsReturned,
      pointsValue: pointsReturned * POINT_WORTH,
      payable: asked - discount - pointsReturned * POINT_WORTH,
      pointsTakenBack: partOf(sale.pointsEarned),
      pointsNotTaken: 0,
    };
  }

  /** When an act happened, by the clock of the double. @throws Refusal for a time ahead of it or long before */
  timeOf(occurredAt, skewMs = 0) {
    const now = this.now();
    if ((occurredAt ?? null) === null) return now;
    const at = Date.parse(occurredAt) + skewMs;
    if (at > now + AHEAD_MS || at < now - WINDOW_MS)
      throw new Refusal(422, 'occurred_at_out_of_range', { serverTime: new Date(now).toISOString() });
    return at;
  }

  append(row) {
    const made = { ...row, id: randomUUID(), recordedAtMs: this.now() };
    this.recorded.push(made);
    return made;
  }
}

/** @param {{ path: string, code: string }[]} faults */
export function invalid(faults) {
  return new Refusal(400, 'invalid_body', { errors: faults.map((fault) => ({ message: fault.code, ...fault })) });
}

function requireFit(name, body) {
  const faults = faultsOf(name, body);
  if (faults.length > 0) throw invalid(faults.slice(0, 50));
}

function linesOf({ items, amount }) {
  const lines = (items ?? [{ total: amount }]).map(({ total, quantity }) => ({
    total,
    quantity: quantity ?? 1,
    refunded: 0,
  }));
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  if (total !== amount) throw new Refusal(422, 'items_total_mismatch', { amount, total });
  return lines;
}

function receiptOf({ receiptNumber, externalOrderId, businessDate, pointOfSaleId }) {
  return {
    receiptNumber: receiptNumber ?? null,
    externalOrderId: externalOrderId ?? null,
    businessDate: businessDate ?? null,
    pointOfSaleId,
  };
}

function isSameReceipt(row, { receiptNumber, externalOrderId }) {
  const isSame = (one, other) => (one ?? null) !== null && one === other;
  return isSame(row.receiptNumber, receiptNumber) || isSame(row.externalOrderId, externalOrderId);
}

function discountOf(amount) {
  return Math.floor(amount / DISCOUNT_SHARE);
}

function mostOf(left, available) {
  return Math.max(0, Math.min(available, Math.floor(left / PAYS_UP_TO / POINT_WORTH)));
}

function shareUpTo(figure, part, whole) {
  return whole === 0 ? 0 : Math.floor((figure * part) / whole);
}

function spreadOver(lines, amount) {
  let left = amount;
  return lines.flatMap(({ total, refunded }, at) => {
    const taken = Math.min(left, total - refunded);
    left -= taken;
    return taken === 0 ? [] : [{ line: at + 1, amount: taken }];
  });
}
