import { codeOf } from '../../entities/gift-card/gift-code.rules';
import type { Sale } from '../../entities/transaction/transaction.api';
import type { KeyedAct } from '../../shared/api/act-key';
import {
  applyChange,
  type CheckDraft,
  type DraftChange,
  draftAfter,
  draftOfPart,
  EMPTY_DRAFT,
  isAmountFixed,
} from './draft';
import { confirmedSale, fitsOffline, saleOf } from './sale.rules';
import { isOfConfirmation, requiredSpend } from '../confirm/spend.rules';
import { chargePart, reopenPart } from '../division/division.rules';
import { giftsAfterRefund } from '../gifts/check-gifts.rules';
import {
  checkOf,
  type Connection,
  type Cue,
  guestOf,
  isOpen,
  isOver,
  isUnderWay,
  type Notice,
  payableInFront,
  type TillPlace,
  type QuoteState,
  type SendingStep,
  type TillStep,
  type TillDialog,
  type TillEvent,
  type TillState,
  wantedQuote,
  type DoneAct,
} from './till.state';

/*
 * The till, without React, clocks and calls. The step says what the right side shows:
 *
 *   ringing ──pressed──▶ sending ──answered──▶ done ──next, found, undone──▶ ringing
 *      ▲  │                │ │ └────kept─────▶ kept ──next, found──────────▶ ringing
 *      │  └▶ confirming ◀──┘ └──unanswered──▶ unanswered ──resumed, pressed──▶ sending
 *      └──refused, notKept, setAside──────────────┘
 *
 * The left side finds a guest while the draft has none, and shows the guest otherwise. While a sale is under way
 * (sending, unanswered) its draft and its guest stay: only gift cards, which were recorded already, are added.
 */

type EventOf<Kind extends TillEvent['kind']> = Extract<TillEvent, { readonly kind: Kind }>;

const RINGING: TillStep = { kind: 'ringing', trouble: null };

/** @param open a sale that an earlier page of this tab sent without an answer; null: none */
export function startTill(
  place: TillPlace,
  connection: Connection,
  draft: CheckDraft,
  open: KeyedAct<Sale> | null,
): TillState {
  return {
    place,
    connection,
    step: open === null ? RINGING : { kind: 'unanswered', act: open, times: 1, notKept: null },
    draft,
    unreadGuestId: null,
    quoted: null,
    divided: null,
    notice: null,
    dialog: null,
    cue: null,
  };
}

/** The state after an event. An event that its step does not expect changes nothing. */
export function stepTill(state: TillState, event: TillEvent): TillState {
  const after = STEPS[event.kind] as (state: TillState, event: TillEvent) => TillState;
  return after(state, event);
}

const STEPS: { readonly [Kind in TillEvent['kind']]: (state: TillState, event: EventOf<Kind>) => TillState } = {
  connectionChanged: (state, { connection }) => (connection === state.connection ? state : { ...state, connection }),
  guestRead: (state, { guestId, isRead }) => {
    if (!isRead) return { ...state, unreadGuestId: guestId };
    return state.unreadGuestId === guestId ? { ...state, unreadGuestId: null } : state;
  },
  quoted: afterQuote,
  changed: (state, { change }) => (isUnderWay(state) || isOver(state) ? state : ringUp(state, change)),
  rewardsChosen: (state, { guestId, rewards }) => {
    if (isUnderWay(state) || isOver(state) || guestId !== guestOf(state)) return state;
    return ringUp(state, rewards);
  },
  fewerChosen: (state, { points }) => {
    if (state.step.kind !== 'confirming') return state;
    return { ...ringUp(state, { pointsToRedeem: points }), cue: cueOf('points') };
  },
  giftMoved: (state, { gift }) =>
    payableInFront(state) === null ? state : withDraft(state, { gifts: [...state.draft.gifts, gift] }),
  giftRefunded: (state, { id, amount }) => withDraft(state, { gifts: giftsAfterRefund(state.draft.gifts, id, amount) }),
  found: (state, { guestId, joined }) => {
    if (isUnderWay(state)) return state;
    const notice: Notice | null = joined === null ? null : { kind: 'joined', guestId, points: joined };
    return { ...ringUp(state, { guestId }), notice, dialog: null, cue: cueOf('amount') };
  },
  left: leaveGuest,
  scanned: afterScan,
  filmed: (state, { text }) => ({ ...state, dialog: null, cue: cueOf('find', text) }),
  findPressed: (state) => (isUnderWay(state) ? state : { ...ringUp(state, { guestId: null }), cue: cueOf('find') }),
  backPressed: goBack,
  redeemPressed: (state) => {
    if (isOver(state)) return state;
    if (guestOf(state) !== null) return { ...state, cue: cueOf('points', null, true) };
    return { ...state, notice: { kind: 'guestFirst' }, cue: cueOf('find', null, true) };
  },
  manualPressed: (state) => (guestOf(state) === null ? state : { ...state, dialog: { kind: 'manual' } }),
  pressed: press,
  confirmed: (state, { by, key }) => {
    if (state.step.kind !== 'confirming') return state;
    const { asked } = state.step;
    return sendSale(state, { key, body: confirmedSale(asked.sale, by) }, { asked });
  },
  confirmationEdited: (state) =>
    state.step.kind === 'confirming' ? { ...state, step: { ...state.step, error: null } } : state,
  confirmationClosed: (state) =>
    state.step.kind === 'confirming' ? { ...state, step: RINGING, cue: cueOf('points') } : state,
  resumed: (state) =>
    state.step.kind === 'unanswered' && state.connection === 'online'
      ? sendSale(state, state.step.act, { unansweredTimes: state.step.times })
      : state,
  setAside: (state) => (isOpen(state) ? { ...state, step: RINGING } : state),
  answered: (state, { key, answer, guestName, campaigns, at }) => {
    const sending = sendingOf(state, key);
    if (sending === null) return state;
    const { lines, gifts } = state.draft;
    const done: DoneAct = { answer, guestName, lines, campaigns, gifts, at };
    return afterSale(state, sending, { kind: 'done', done, charged: state.draft }, answer);
  },
  keptHere: (state, { key, kept }) => {
    const sending = sendingOf(state, key);
    if (sending === null) return state;
    // Until the server has the sale of a part, its key identifies it.
    return afterSale(state, sending, { kind: 'kept', kept }, { id: kept.key, guestId: kept.guestId });
  },
  refused: (state, { key, error }) => {
    const sending = sendingOf(state, key);
    return sending === null ? state : { ...state, step: afterRefusal(sending, error) };
  },
  unanswered: (state, { key, notKept }) => {
    const sending = sendingOf(state, key);
    if (sending === null) return state;
    const { act, unansweredTimes } = sending;
    return { ...state, step: { kind: 'unanswered', act, times: unansweredTimes + 1, notKept } };
  },
  notKept: (state, { key, why }) => {
    const sending = sendingOf(state, key);
    if (sending === null) return state;
    const { act, unansweredTimes: times } = sending;
    if (times > 0) return { ...state, step: { kind: 'unanswered', act, times, notKept: why } };
    return { ...state, step: { kind: 'ringing', trouble: { kind: 'notKept', why } } };
  },
  next: ringNext,
  undone: (state, { receiptRefundId }) => {
    if (state.step.kind !== 'done') return state;
    const { done, charged } = state.step;
    // An undone part becomes the current one again.
    const again = charged.division === null ? {} : { divided: charged.division, draft: charged };
    // A payment by gift card needs a separate refund.
    const isPaidByCard = done.gifts.some(({ kind }) => kind === 'SPENT');
    const dialog: TillDialog | null = isPaidByCard ? { kind: 'gifts', code: '', receiptRefundId } : state.dialog;
    return { ...state, ...again, step: RINGING, notice: { kind: 'undone' }, dialog, cue: cueOf('find') };
  },
  saleUndone: reopen,
  opened: (state, { dialog }) => ({ ...state, dialog }),
  dialogClosed: closeDialog,
};

function afterQuote(state: TillState, { of, guestId, answer }: EventOf<'quoted'>): TillState {
  const wanted = wantedQuote(state);
  const isOld = of !== wanted && state.quoted?.of === wanted;
  if (isOver(state) || isOld || guestId !== guestOf(state)) return state;
  if ('quote' in answer) return { ...state, quoted: { kind: 'good', of, guestId, quote: answer.quote } };
  const { rest, part, error } = answer;
  const earlier = state.quoted?.guestId === guestId ? state.quoted.quote : null;
  const quoted: QuoteState = { kind: 'refused', of, guestId, quote: rest ?? earlier, part, error };
  return { ...state, quoted };
}

function afterScan(state: TillState, { text, before }: EventOf<'scanned'>): TillState {
  const { step, dialog } = state;
  if (dialog !== null || step.kind === 'unanswered' || step.kind === 'confirming') return state;
  if (step.kind === 'sending') return { ...state, step: { ...step, scanned: text } };
  const code = codeOf(text);
  if (code !== null) return { ...state, draft: before, dialog: { kind: 'gifts', code } };
  return { ...state, draft: withoutGuest(before), step: RINGING, cue: cueOf('find', text) };
}

/** Goes back one step at a time: first clears the typed input, then the guest. */
function goBack(state: TillState): TillState {
  if (isOver(state)) return ringNext(state);
  if (state.step.kind !== 'ringing') return state;
  if (state.draft.amountTyped !== '' && !isAmountFixed(state.draft))
    return { ...ringUp(state, { amountTyped: '', pointsToRedeem: 0 }), cue: cueOf('amount', null, true) };
  return state.draft.guestId === null ? state : leaveGuest(state);
}

function leaveGuest(state: TillState): TillState {
  if (isUnderWay(state)) return state;
  const step = isOver(state) ? state.step : RINGING;
  return { ...state, step, draft: withoutGuest(state.draft), cue: cueOf('find') };
}

function ringNext(state: TillState): TillState {
  return isOver(state) ? { ...state, step: RINGING, cue: cueOf('find') } : state;
}

function press(state: TillState, { key }: EventOf<'pressed'>): TillState {
  const { step, connection, draft } = state;
  if (step.kind === 'unanswered') {
    const unansweredTimes = step.times;
    if (connection !== 'alone') return sendSale(state, step.act, { unansweredTimes });
    if (!fitsOffline(step.act.body)) return { ...state, step: { ...step, notKept: 'unfit' } };
    return sendSale(state, step.act, { unansweredTimes, to: 'device' });
  }
  if (step.kind !== 'ringing') return state;
  const { amount, guestId, isReady, free, needsConfirmation } = checkOf(state);
  if (amount === null || !isReady) return { ...state, cue: cueOf('amount', null, true) };
  const sale = saleOf(draft, guestId, amount, state.place.pointOfSaleId);
  if (connection === 'alone') {
    if (fitsOffline(sale)) return sendSale(state, { key, body: sale }, { to: 'device' });
    return { ...state, step: { kind: 'ringing', trouble: { kind: 'notKept', why: 'unfit' } } };
  }
  if (free === null || !needsConfirmation) return sendSale(state, { key, body: sale });
  const asked = { sale, spend: { points: draft.pointsToRedeem, free } };
  return { ...state, step: { kind: 'confirming', asked, error: null } };
}

/** Whether the guest can still confirm the sale, or the sale is refused for good. */
function afterRefusal({ act, asked }: SendingStep, error: unknown): TillStep {
  const spend = requiredSpend(error);
  if (asked === null && spend !== null) return { kind: 'confirming', asked: { sale: act.body, spend }, error: null };
  if (asked !== null && isOfConfirmation(error)) return { kind: 'confirming', asked, error };
  return { kind: 'ringing', trouble: { kind: 'refused', error } };
}

/** The next check in front, behind the result of a sale. */
function afterSale(
  state: TillState,
  { scanned }: SendingStep,
  step: TillStep,
  sale: { readonly id: string; readonly guestId: string | null },
): TillState {
  const { draft, place } = state;
  const divided = draft.division === null ? state.divided : chargePart(draft.division, sale);
  const following = draftAfter(draft, sale, place.currency);
  const over = { ...state, step, divided, draft: following, quoted: null, notice: null };
  return scanned === null ? over : { ...over, draft: withoutGuest(following), cue: cueOf('find', scanned) };
}

/** When a part of the last divided check is undone, makes it current again, unless another check is divided. */
function reopen(state: TillState, { saleId }: EventOf<'saleUndone'>): TillState {
  const { divided, draft, place } = state;
  const isOfDraft = draft.division?.orderId === divided?.orderId;
  const division = divided !== null && (draft.amountTyped === '' || isOfDraft) ? reopenPart(divided, saleId) : null;
  if (division === null) return state;
  if (!isUnderWay(state)) {
    const part = { ...EMPTY_DRAFT, receiptNumber: draft.receiptNumber, ...draftOfPart(division, place.currency) };
    return { ...withDraft(state, part), divided: division };
  }
  // The part of the sale that is under way stays in front; the reopened one comes after it.
  if (draft.division === null) return state;
  return { ...withDraft(state, { division: { ...division, at: draft.division.at } }), divided: division };
}

/** Returns the focus to the check, or to the field that finds a guest. A result has its own. */
function closeDialog(state: TillState): TillState {
  if (isOver(state)) return { ...state, dialog: null };
  const isPaying = state.dialog?.kind === 'gifts' && payableInFront(state) !== null;
  return { ...state, dialog: null, cue: cueOf(isPaying || guestOf(state) !== null ? 'amount' : 'find') };
}

function sendingOf({ step }: TillState, key: string): SendingStep | null {
  return step.kind === 'sending' && step.act.key === key ? step : null;
}

function sendSale(state: TillState, act: KeyedAct<Sale>, others: Partial<SendingStep> = {}): TillState {
  const first = { kind: 'sending', act, to: 'server', unansweredTimes: 0, asked: null, scanned: null } as const;
  return { ...state, step: { ...first, ...others } };
}

/** The check in front with a change; what was said about the last sale is over. */
function ringUp(state: TillState, change: DraftChange): TillState {
  return { ...withDraft(state, change), step: RINGING };
}

function withDraft(state: TillState, change: DraftChange): TillState {
  return { ...state, draft: applyChange(state.draft, change) };
}

function withoutGuest(draft: CheckDraft): CheckDraft {
  return applyChange(draft, { guestId: null });
}

function cueOf(field: Cue['field'], entry: string | null = null, isUrgent = false): Cue {
  return { field, entry, isUrgent };
}
