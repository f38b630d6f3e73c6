/** The most money of one card, in minor units. */
export const MAX_GIFT_BALANCE = 10_000_000;
/** The most cards of one batch. */
export const MAX_GIFT_CARDS = 2_000;

export const GIFT_STATES = ['ISSUED', 'ACTIVE', 'BLOCKED', 'REPLACED', 'ENDED'] as const;
export type GiftState = (typeof GIFT_STATES)[number];
export const GIFT_KINDS = [
  'SOLD',
  'TOPPED_UP',
  'SPENT',
  'REFUNDED',
  'CORRECTED',
  'BLOCKED',
  'UNBLOCKED',
  'MOVED_OUT',
  'MOVED_IN',
  'CLAIMED',
  'RECODED',
  'ENDED',
  'SENT',
  'DOWNLOADED',
] as const;
export type GiftKind = (typeof GIFT_KINDS)[number];

/** The parts of a card that a decision needs. */
export interface DecidedCard {
  readonly state: GiftState;
  readonly balance: number;
  readonly isSold: boolean;
}

/**
 * An act on a card. Amounts are positive, in minor units. `left`: how much of the spending was not refunded yet.
 * `toBlocked`: a till system's cancelled order has nobody who could choose another card, so its money returns to a blocked one.
 */
export type GiftAct =
  | { readonly kind: 'SOLD' | 'TOPPED_UP' | 'SPENT'; readonly amount: number }
  | { readonly kind: 'REFUNDED'; readonly amount: number; readonly left: number; readonly toBlocked: boolean }
  | { readonly kind: 'CLAIMED' | 'RECODED' | 'SENT' | 'ENDED' }
  | ManagersGiftAct;
/** An act of a manager. */
export type ManagersGiftAct =
  | { readonly kind: 'CORRECTED'; readonly amount: number }
  | { readonly kind: 'BLOCKED' | 'UNBLOCKED' };

/** The account on the other side of a movement. */
export type GiftAccount = 'SOLD' | 'REDEEMED' | 'ADJUSTED' | 'ENDED';

export interface GiftEffect {
  readonly state: GiftState;
  /** Money on the card after the act. */
  readonly balance: number;
  readonly amount: number;
  /** The movement. Null: the act moves no money. */
  readonly move: { readonly account: GiftAccount; readonly isIn: boolean } | null;
  /** Whether the card's term of months starts again. */
  readonly startsTerm: boolean;
}

type GiftRefusal =
  | { readonly code: 'gift_card_state'; readonly data: { readonly state: GiftState } }
  | { readonly code: 'gift_card_short'; readonly data: { readonly available: number; readonly missing: number } }
  | { readonly code: 'gift_card_limit'; readonly data: { readonly max: number } }
  | { readonly code: 'gift_refund_exceeds'; readonly data: { readonly left: number } };

export type GiftDecision = { readonly effect: GiftEffect } | { readonly refusal: GiftRefusal };

/** Decides the effect of an act on a card, or the reason for refusing it. */
export function decideGift(card: DecidedCard, act: GiftAct): GiftDecision {
  const { state, balance } = card;
  const wrongState: GiftDecision = { refusal: { code: 'gift_card_state', data: { state } } };
  switch (act.kind) {
    case 'SOLD':
      return state === 'ISSUED' ? paidIn(balance, act.amount) : wrongState;
    case 'TOPPED_UP':
      return state === 'ACTIVE' ? paidIn(balance, act.amount) : wrongState;
    case 'SPENT':
      return state === 'ACTIVE' ? takenFrom(card, act.amount, 'REDEEMED') : wrongState;
    case 'CORRECTED':
      return state === 'ACTIVE' || (state === 'BLOCKED' && card.isSold)
        ? takenFrom(card, act.amount, 'ADJUSTED')
        : wrongState;
    case 'REFUNDED': {
      if (state === 'ISSUED' || state === 'REPLACED' || (state === 'BLOCKED' && !act.toBlocked)) return wrongState;
      const { amount, left } = act;
      if (amount > left) return { refusal: { code: 'gift_refund_exceeds', data: { left } } };
      const move = { account: 'REDEEMED', isIn: true } as const;
      // Money that returns to an ended card can be spent for a whole term.
      const after = state === 'ENDED' ? ({ state: 'ACTIVE', startsTerm: true } as const) : { state, startsTerm: false };
      return balance + amount > MAX_GIFT_BALANCE
        ? { refusal: { code: 'gift_card_limit', data: { max: MAX_GIFT_BALANCE } } }
        : { effect: { ...after, balance: balance + amount, amount, move } };
    }
    case 'BLOCKED':
      return state === 'ISSUED' || state === 'ACTIVE' ? unmoved('BLOCKED', balance) : wrongState;
    case 'UNBLOCKED':
      // The time in which the card could not be spent does not count.
      return state === 'BLOCKED' ? unmoved(card.isSold ? 'ACTIVE' : 'ISSUED', balance, card.isSold) : wrongState;
    case 'CLAIMED':
    case 'RECODED':
    case 'SENT':
      return state === 'ACTIVE' ? unmoved('ACTIVE', balance) : wrongState;
    case 'ENDED': {
      if (state !== 'ACTIVE') return wrongState;
      const move = balance === 0 ? null : ({ account: 'ENDED', isIn: false } as const);
      return { effect: { state: 'ENDED', balance: 0, amount: balance, move, startsTerm: false } };
    }
  }
}

function paidIn(balance: number, amount: number): GiftDecision {
  if (balance + amount > MAX_GIFT_BALANCE)
    return { refusal: { code: 'gift_card_limit', data: { max: MAX_GIFT_BALANCE } } };
  const move = { account: 'SOLD', isIn: true } as const;
  return { effect: { state: 'ACTIVE', balance: balance + amount, amount, move, startsTerm: true } };
}

function takenFrom({ state, balance }: DecidedCard, amount: number, account: GiftAccount): GiftDecision {
  if (amount > balance)
    return { refusal: { code: 'gift_card_short', data: { available: balance, missing: amount - balance } } };
  return { effect: { state, balance: balance - amount, amount, move: { account, isIn: false }, startsTerm: false } };
}

function unmoved(state: GiftState, balance: number, startsTerm = false): GiftDecision {
  return { effect: { state, balance, amount: 0, move: null, startsTerm } };
}
