import type { OpenCampaign } from '../../entities/guest/guest.api';
import type { CheckQuote, Sale, SpendConfirmation, Transaction } from '../../entities/transaction/transaction.api';
import type { KeyedAct } from '../../shared/api/act-key';
import { parseAmount } from '../../shared/format/money';
import type { CheckDraft, DraftChange } from './draft';
import type { RefusedPart } from './refused-part.rules';
import { quoteInputOf } from './sale.rules';
import type { Spend } from '../confirm/spend.rules';
import type { Division } from '../division/division.rules';
import type { CheckGift } from '../gifts/check-gifts.rules';
import type { CheckLine } from '../lines/check-line';
import type { KeptActView } from '../offline/offline-desk';

/** The recorded act and its guest. */
export interface DoneAct {
  readonly answer: Transaction;
  readonly guestName: string | null;
  readonly lines: readonly CheckLine[];
  /** The guest's campaigns before the sale, which may have used them up. */
  readonly campaigns: readonly OpenCampaign[];
  /** Gift cards that paid part of this receipt or were sold with it. */
  readonly gifts: readonly CheckGift[];
  /** When the answer came, by this device's clock; the minute for an undo starts then. */
  readonly at: number;
}

/** The till's position and the currency of its network. */
export interface TillPlace {
  readonly pointOfSaleId: string;
  readonly currency: string;
}

/** `alone`: the server is away, and this device keeps sales. `cut`: the server is away, and nothing can keep them. */
export type Connection = 'online' | 'alone' | 'cut';

/** Why this device did not keep a sale. */
export type NotKept = 'full' | 'broken' | 'unfit';

/** A sale that waits for the guest's confirmation of the points that it spends. */
interface ConfirmationWait {
  readonly sale: Sale;
  readonly spend: Spend;
}

export interface SendingStep {
  readonly kind: 'sending';
  readonly act: KeyedAct<Sale>;
  readonly to: 'server' | 'device';
  /** How often the act was sent before without an answer. */
  readonly unansweredTimes: number;
  /** The confirmation that the act has; null: it needed none. */
  readonly asked: ConfirmationWait | null;
  /** The text of a scan meanwhile, which is looked up after the answer. */
  readonly scanned: string | null;
}

export type TillStep =
  | { readonly kind: 'ringing'; readonly trouble: Trouble | null }
  | { readonly kind: 'confirming'; readonly asked: ConfirmationWait; readonly error: unknown }
  | SendingStep
  | {
      readonly kind: 'unanswered';
      readonly act: KeyedAct<Sale>;
      readonly times: number;
      readonly notKept: NotKept | null;
    }
  | { readonly kind: 'done'; readonly done: DoneAct; readonly charged: CheckDraft }
  | { readonly kind: 'kept'; readonly kept: KeptActView };

/** Why the last sale was not recorded. */
type Trouble =
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'notKept'; readonly why: NotKept };

/** The last quote of a guest; `of` names the input that it answers. */
export type QuoteState =
  | { readonly kind: 'good'; readonly of: string; readonly guestId: string; readonly quote: CheckQuote }
  | {
      readonly kind: 'refused';
      readonly of: string;
      readonly guestId: string;
      /** The quote without the refused part, or an earlier one; null: there is none. */
      readonly quote: CheckQuote | null;
      /** Null: the whole sale is refused. */
      readonly part: RefusedPart | null;
      readonly error: unknown;
    };

export type Notice =
  /** The cashier wanted to spend points before a guest was found. */
  | { readonly kind: 'guestFirst' }
  | { readonly kind: 'undone' }
  /** The guest has just joined at this till, with points for joining. */
  | { readonly kind: 'joined'; readonly guestId: string; readonly points: number };

export type TillDialog =
  | { readonly kind: 'camera' | 'manual' | 'keys' | 'waiting' }
  /** With the act that it shows first, if one was chosen. */
  | { readonly kind: 'shift'; readonly actId?: string }
  | { readonly kind: 'newGuest'; readonly phone: string }
  /** `code`: the scanned code with which the gift card drawer opens; empty: none was scanned. */
  | { readonly kind: 'gifts'; readonly code: string; readonly receiptRefundId?: string };

/** Where the focus goes; each new object moves it once. */
export interface Cue {
  readonly field: 'find' | 'amount' | 'points';
  /** A text to look up in the field; null: only the focus moves. */
  readonly entry: string | null;
  /** Whether it moves before the next key; otherwise after the paint, because a dialog that closes returns the focus. */
  readonly isUrgent: boolean;
}

export interface TillState {
  readonly place: TillPlace;
  readonly connection: Connection;
  readonly step: TillStep;
  /** The check in front; after a sale the next one. */
  readonly draft: CheckDraft;
  /** The guest of a draft while the guest's data can't be read. The check is anonymous until another guest is found. */
  readonly unreadGuestId: string | null;
  readonly quoted: QuoteState | null;
  /** The last divided check with its sales, kept after all its parts are charged too. */
  readonly divided: Division | null;
  readonly notice: Notice | null;
  readonly dialog: TillDialog | null;
  readonly cue: Cue | null;
}

export type TillEvent =
  | { readonly kind: 'connectionChanged'; readonly connection: Connection }
  | { readonly kind: 'guestRead'; readonly guestId: string; readonly isRead: boolean }
  /** `quote` of a refusal: without the refused part; null: there is none. */
  | {
      readonly kind: 'quoted';
      readonly of: string;
      readonly guestId: string;
      readonly answer:
        | { readonly quote: CheckQuote }
        | { readonly rest: CheckQuote | null; readonly part: RefusedPart | null; readonly error: unknown };
    }
  | { readonly kind: 'changed'; readonly change: DraftChange }
  /** Rewards that were tried for this guest fit the receipt, or some were taken off it. */
  | {
      readonly kind: 'rewardsChosen';
      readonly guestId: string;
      readonly rewards: Pick<CheckDraft, 'redemptionIds' | 'coupons'>;
    }
  /** Fewer points were chosen in place of a confirmation. */
  | { readonly kind: 'fewerChosen'; readonly points: number }
  | { readonly kind: 'giftMoved'; readonly gift: CheckGift }
  | { readonly kind: 'giftRefunded'; readonly id: string; readonly amount: number }
  /** `joined`: the points for joining; null: the guest was known. */
  | { readonly kind: 'found'; readonly guestId: string; readonly joined: number | null }
  | { readonly kind: 'left' }
  /** `before`: the draft before the scan. The scanner may have typed its characters into fields. */
  | { readonly kind: 'scanned'; readonly text: string; readonly before: CheckDraft }
  | { readonly kind: 'filmed'; readonly text: string }
  /** Keys of the screen. */
  | { readonly kind: 'findPressed' | 'backPressed' | 'redeemPressed' | 'manualPressed' }
  /** The button that records the sale, with a key that no act had before. */
  | { readonly kind: 'pressed'; readonly key: string }
  | { readonly kind: 'confirmed'; readonly by: SpendConfirmation; readonly key: string }
  | { readonly kind: 'confirmationEdited' | 'confirmationClosed' }
  /** An unanswered sale is sent again by itself. */
  | { readonly kind: 'resumed' }
  | { readonly kind: 'setAside' }
  | {
      readonly kind: 'answered';
      readonly key: string;
      readonly answer: Transaction;
      readonly guestName: string | null;
      readonly campaigns: readonly OpenCampaign[];
      /** When the answer came, in milliseconds by this device's clock. */
      readonly at: number;
    }
  | { readonly kind: 'keptHere'; readonly key: string; readonly kept: KeptActView }
  | { readonly kind: 'refused'; readonly key: string; readonly error: unknown }
  | { readonly kind: 'unanswered'; readonly key: string; readonly notKept: NotKept | null }
  /** This device could not keep a sale that the server does not take now. */
  | { readonly kind: 'notKept'; readonly key: string; readonly why: NotKept }
  | { readonly kind: 'next' }
  | { readonly kind: 'undone'; readonly receiptRefundId: string }
  /** A sale was undone from the list of the shift. */
  | { readonly kind: 'saleUndone'; readonly saleId: string }
  | { readonly kind: 'opened'; readonly dialog: TillDialog }
  | { readonly kind: 'dialogClosed' };

/** The machine as the screen has it. */
export interface TillMachine {
  readonly state: TillState;
  readonly send: (event: TillEvent) => void;
}

/** The current guest's id; null: the till finds a guest, and the check is anonymous. */
export function guestOf({ draft, unreadGuestId }: TillState): string | null {
  return draft.guestId === unreadGuestId ? null : draft.guestId;
}

/** Whether a sale was sent and has no outcome yet. */
export function isUnderWay({ step }: TillState): boolean {
  return step.kind === 'sending' || step.kind === 'unanswered';
}

/** Whether a sale was sent without an answer, perhaps while it is sent again. */
export function isOpen({ step }: TillState): boolean {
  return step.kind === 'unanswered' || (step.kind === 'sending' && step.unansweredTimes > 0);
}

/** Whether the right side shows the result of a sale. */
export function isOver({ step }: TillState): boolean {
  return step.kind === 'done' || step.kind === 'kept';
}

/** In minor units; null: none was typed. */
function amountOf({ draft, place }: TillState): number | null {
  return parseAmount(draft.amountTyped, place.currency);
}

/** The input that a quote of the check in front answers, as text. */
export function wantedQuote(state: TillState): string {
  return JSON.stringify(quoteInputOf(state.draft, guestOf(state), amountOf(state)));
}

export interface CheckView {
  readonly guestId: string | null;
  readonly amount: number | null;
  /** The last quote of this guest, perhaps for an earlier amount or without the refused part; null: none yet. */
  readonly quote: CheckQuote | null;
  /** Whether `quote` is for exactly the present input; only then may the sale be recorded. */
  readonly isCurrent: boolean;
  /** Why the present input is refused; null: it is not, or no answer came yet. */
  readonly refusal: { readonly part: RefusedPart | null; readonly error: unknown } | null;
  /** The amount to pay as far as it is known, before gift cards; null: no amount was typed. */
  readonly payable: number | null;
  /** The most points that need no confirmation by the guest; null: no limit. */
  readonly free: number | null;
  readonly needsConfirmation: boolean;
  readonly isReady: boolean;
  readonly isLocked: boolean;
  readonly isOpen: boolean;
}

/** The check in front as its parts show it. */
export function checkOf(state: TillState): CheckView {
  const guestId = guestOf(state);
  const amount = amountOf(state);
  const quoted = amount !== null && state.quoted?.guestId === guestId ? state.quoted : null;
  const isOfInput = quoted?.of === wantedQuote(state);
  const isCurrent = isOfInput && quoted.kind === 'good';
  const quote = quoted?.quote ?? null;
  const free = quote?.confirmAbove ?? null;
  return {
    guestId,
    amount,
    quote,
    isCurrent,
    refusal: isOfInput && quoted.kind === 'refused' ? quoted : null,
    payable: amount === null ? null : (quote?.payable ?? amount),
    free,
    needsConfirmation: free !== null && state.draft.pointsToRedeem > free,
    isReady: amount !== null && (guestId === null || isCurrent),
    isLocked: isUnderWay(state),
    isOpen: isOpen(state),
  };
}

/** The amount to pay for the check in front before gift cards, in minor units; null: no check is, or no amount was typed. */
export function payableInFront(state: TillState): number | null {
  return isOver(state) ? null : checkOf(state).payable;
}
