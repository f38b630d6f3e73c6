import { cashierOf, DAY_MS, groupsOf, guestOf, HOUR_MS, inOrder, MINUTE_MS } from './acts.rules';
import { defineRule, type WatchRule, signalOf } from './define-rule';
import { poissonSurprise } from './tails.rules';
import type { ActFact, Parameter } from './facts';

const DAYS = 28;
const READ_HOURS = DAYS * 24;
/** A refund so soon after its payment takes a mistyped amount back. */
const MISTAKE_MS = MINUTE_MS;

/** In hundredths: how many such events an honest subject shows in `DAYS`. */
const usual = (value: number): Parameter => ({ default: value, unit: 'PERCENT', from: 1, to: 1_000 });

/** One card pays at a cashier's till and gets its money back there, again and again: the guest's cash stays with the cashier. */
export const GIFT_OWN_CARD: WatchRule = defineRule({
  key: 'giftOwnCard',
  version: 1,
  subject: 'CASHIER',
  parameters: { refunds: { default: 3, unit: 'COUNT', from: 2, to: 100 }, usual: usual(10) },
  reads: { kinds: ['GIFT_REFUND'], hours: READ_HOURS },
  surprise: 'SO_FAR',
  enough: { events: 3, days: 2 },
  judge(window, { refunds: least, usual: honest }) {
    const ofCard = (act: ActFact) => (act.cashierId === null ? null : `${act.cashierId} ${act.cardId ?? ''}`);
    return [...groupsOf(lateRefunds(window.acts), ofCard).values()].flatMap((all) => {
      const acts = lastDays(all);
      if (acts.length < least || !window.hasNew(acts)) return [];
      return signalOf(GIFT_OWN_CARD, {
        subjectId: acts[0]?.cashierId ?? '',
        acts,
        doubtful: [],
        events: acts.length,
        inputs: { refunds: acts.length, days: DAYS, sumMinor: sumOf(acts) },
        surprise: poissonSurprise(acts.length, honest / 100),
      });
    });
  },
});

/** Refunds to gift cards that name no refund of a receipt and no order of a till system. */
export const GIFT_WITHOUT_RECEIPT: WatchRule = defineRule({
  key: 'giftRefundNoReceipt',
  version: 1,
  subject: 'CASHIER',
  parameters: { refunds: { default: 4, unit: 'COUNT', from: 2, to: 100 }, usual: usual(50) },
  reads: { kinds: ['GIFT_REFUND'], hours: READ_HOURS },
  surprise: 'SO_FAR',
  enough: { events: 4, days: 2 },
  judge(window, { refunds: least, usual: honest }) {
    const bare = lateRefunds(window.acts).filter(({ hasReceipt }) => !hasReceipt);
    return [...groupsOf(bare, cashierOf)].flatMap(([subjectId, all]) => {
      const acts = lastDays(all);
      if (acts.length < least || !window.hasNew(acts)) return [];
      return signalOf(GIFT_WITHOUT_RECEIPT, {
        subjectId,
        acts,
        doubtful: [],
        events: acts.length,
        inputs: { refunds: acts.length, days: DAYS, sumMinor: sumOf(acts) },
        surprise: poissonSurprise(acts.length, honest / 100),
      });
    });
  },
});

/** Many different cards pay for one guest within some days. */
export const GIFT_MANY_CARDS: WatchRule = defineRule({
  key: 'giftManyCards',
  version: 1,
  subject: 'GUEST',
  parameters: {
    cards: { default: 5, unit: 'COUNT', from: 2, to: 100 },
    within: { default: 7, unit: 'DAYS', from: 1, to: DAYS },
    usual: usual(50),
  },
  reads: { kinds: ['GIFT_PAYMENT'], hours: READ_HOURS },
  surprise: 'SO_FAR',
  enough: { events: 5, days: 1 },
  judge(window, { cards: least, within, usual: honest }) {
    const payments = window.acts.filter(({ kind }) => kind === 'GIFT_PAYMENT');
    return [...groupsOf(payments, guestOf)].flatMap(([subjectId, all]) => {
      const acts = lastDays(all, within);
      const cards = new Set(acts.map(({ cardId }) => cardId)).size;
      if (cards < least || !window.hasNew(acts)) return [];
      return signalOf(GIFT_MANY_CARDS, {
        subjectId,
        acts,
        doubtful: [],
        events: cards,
        inputs: { cards, days: within, sumMinor: sumOf(acts) },
        surprise: poissonSurprise(cards, honest / 100),
      });
    });
  },
});

/** Cards whose code a member of staff let out again, sent, downloaded or put in the place of another, and which were spent soon. */
export const GIFT_FACES: WatchRule = defineRule({
  key: 'giftFacesSpent',
  version: 1,
  subject: 'CASHIER',
  parameters: {
    cards: { default: 4, unit: 'COUNT', from: 2, to: 1_000 },
    within: { default: 24, unit: 'HOURS', from: 1, to: READ_HOURS },
    usual: usual(100),
  },
  reads: { kinds: ['GIFT_FACE', 'GIFT_SALE', 'GIFT_PAYMENT'], hours: READ_HOURS },
  surprise: 'SO_FAR',
  enough: { events: 4, days: 1 },
  judge(window, { cards: least, within, usual: honest }) {
    const faces = new Map<string, ActFact>();
    const payments: ActFact[] = [];
    for (const ofCard of groupsOf(window.acts, ({ cardId }) => cardId).values()) {
      const face = ofCard.findLast(({ kind, cashierId }) => kind === 'GIFT_FACE' && cashierId !== null);
      if (face === undefined) continue;
      // A card that is sold only afterwards can be spent from its sale on.
      const sale = ofCard.find(({ kind, occurredAt }) => kind === 'GIFT_SALE' && occurredAt >= face.occurredAt);
      const from = (sale ?? face).occurredAt;
      const payment = ofCard.find(
        ({ kind, occurredAt }) =>
          kind === 'GIFT_PAYMENT' && occurredAt >= from && occurredAt <= from + within * HOUR_MS,
      );
      if (payment === undefined) continue;
      faces.set(payment.id, face);
      payments.push(payment);
    }
    const ofStaff = groupsOf(inOrder(payments), ({ id }) => faces.get(id)?.cashierId ?? null);
    return [...ofStaff].flatMap(([subjectId, found]) => {
      if (found.length < least || !window.hasNew(found)) return [];
      const acts = inOrder(found.flatMap((payment) => [faces.get(payment.id) ?? [], payment].flat()));
      return signalOf(GIFT_FACES, {
        subjectId,
        acts,
        doubtful: [],
        events: found.length,
        inputs: { cards: found.length, days: DAYS, sumMinor: sumOf(found) },
        surprise: poissonSurprise(found.length, honest / 100),
      });
    });
  },
});

const GIFT_KINDS: ReadonlySet<string> = new Set(['GIFT_PAYMENT', 'GIFT_REFUND', 'GIFT_SALE', 'GIFT_FACE']);

/** Whether a rule reads acts of gift cards, which are read from a journal of their own. */
export function readsGiftCards({ reads }: WatchRule): boolean {
  return reads.kinds.some((kind) => GIFT_KINDS.has(kind));
}

/** Refunds to cards that take no mistyped payment back. */
function lateRefunds(acts: readonly ActFact[]): ActFact[] {
  return acts.filter(
    ({ kind, occurredAt, relatedAt }) =>
      kind === 'GIFT_REFUND' && (relatedAt === null || occurredAt - relatedAt > MISTAKE_MS),
  );
}

/** The acts in the days that end with the last one. `acts`: sorted by time. */
function lastDays(acts: readonly ActFact[], days = DAYS): readonly ActFact[] {
  const until = acts.at(-1)?.occurredAt ?? 0;
  return acts.filter(({ occurredAt }) => occurredAt > until - days * DAY_MS);
}

const sumOf = (acts: readonly ActFact[]): number => acts.reduce((sum, { payable }) => sum + payable, 0);
