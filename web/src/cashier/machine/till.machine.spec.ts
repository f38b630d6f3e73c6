import fc from 'fast-check';
import type { CheckQuote, Transaction } from '../../entities/transaction/transaction.api';
import { ApiProblem, ConnectionLost } from '../../shared/api/problem';
import { EMPTY_DRAFT, type CheckDraft } from './draft';
import type { KeptActView } from '../offline/offline-desk';
import { startTill, stepTill } from './till.machine';
import {
  checkOf,
  type Connection,
  guestOf,
  isOpen,
  isOver,
  isUnderWay,
  payableInFront,
  type TillEvent,
  type TillState,
  wantedQuote,
} from './till.state';

const PLACE = { pointOfSaleId: 'till-1', currency: 'RUB' };
const redeemable = { min: 100, max: 500 } as CheckQuote['redeemable'];
const QUOTE = { payable: 90_000, pointsRedeemed: 0, pointsEarned: 50, redeemable, confirmAbove: null } as CheckQuote;
const PART = { amount: 50_000, lines: [], guestId: null, saleId: null };
const DIVISION = { orderId: 'check-1', amount: 100_000, lines: [], parts: [PART, PART], at: 0 };
const GIFT = { id: 'gift-1', kind: 'SPENT', last4: '1234', amount: 10_000 } as const;

function till(draft: Partial<CheckDraft> = {}, connection: Connection = 'online'): TillState {
  return startTill(PLACE, connection, { ...EMPTY_DRAFT, ...draft }, null);
}

function after(state: TillState, ...events: readonly TillEvent[]): TillState {
  return events.reduce(stepTill, state);
}

function quoted(state: TillState, quote: CheckQuote = QUOTE): TillState {
  return after(state, { kind: 'quoted', of: wantedQuote(state), guestId: guestOf(state) ?? '', answer: { quote } });
}

function withGuest(quote: CheckQuote = QUOTE, draft: Partial<CheckDraft> = {}): TillState {
  return quoted(till({ guestId: 'ada', amountTyped: '1000', ...draft }), quote);
}

const refusal = (code: string, status = 422, others = {}) =>
  new ApiProblem({ title: '', status, code, ...others }, null);
const pressed = (key: string): TillEvent => ({ kind: 'pressed', key });
const found = (guestId: string, joined: number | null = null): TillEvent => ({ kind: 'found', guestId, joined });
const amount = (amountTyped: string): TillEvent => ({ kind: 'changed', change: { amountTyped } });
const scanned = (text: string, before: CheckDraft = EMPTY_DRAFT): TillEvent => ({ kind: 'scanned', text, before });
const connection = (now: Connection): TillEvent => ({ kind: 'connectionChanged', connection: now });
const lost = (key: string): TillEvent => ({ kind: 'unanswered', key, notKept: null });
const refused = (key: string, error: unknown): TillEvent => ({ kind: 'refused', key, error });

function answered(key: string, guestId: string | null = 'ada'): TillEvent {
  const answer = { id: `sale-${key}`, guestId } as Transaction;
  return { kind: 'answered', key, answer, guestName: 'Ada', campaigns: [], at: 0 };
}

function keptHere(key: string, guestId: string | null = 'ada'): TillEvent {
  const kept = { key: `kept-${key}`, guestId } as KeptActView;
  return { kind: 'keptHere', key, kept };
}

/** The key of the sale that is sent; null: none is. */
const sentKey = ({ step }: TillState) => (step.kind === 'sending' ? step.act.key : null);

describe('A sale', () => {
  it('is sent, and its result is shown with an empty check behind it', () => {
    const sent = after(withGuest(), pressed('a'));
    expect(sent.step).toMatchObject({ kind: 'sending', to: 'server', act: { key: 'a', body: { guestId: 'ada' } } });
    const done = after(sent, answered('a'));
    expect(done.step).toMatchObject({ kind: 'done', done: { guestName: 'Ada' } });
    expect([done.draft, done.quoted]).toEqual([EMPTY_DRAFT, null]);
    expect(after(done, { kind: 'next' })).toMatchObject({ step: { kind: 'ringing' }, cue: { field: 'find' } });
  });

  it('is sent once by two presses at once', () => {
    const once = after(withGuest(), pressed('a'));
    expect(after(once, pressed('b'))).toBe(once);
  });

  it('is not sent by a press without an amount, before its quote, or by the quote of an older check', () => {
    expect(after(till(), pressed('a'))).toMatchObject({ step: { kind: 'ringing' }, cue: { field: 'amount' } });
    const waiting = till({ guestId: 'ada', amountTyped: '1000' });
    expect(sentKey(after(waiting, pressed('a')))).toBeNull();
    expect(sentKey(after(withGuest(), amount('2000'), pressed('a')))).toBeNull();
  });

  it('of a guest who is still read is not an anonymous one', () => {
    const reading = till({ guestId: 'ada', amountTyped: '1000' });
    expect(checkOf(reading)).toMatchObject({ guestId: 'ada', isReady: false });
    const unread = after(reading, { kind: 'guestRead', guestId: 'ada', isRead: false });
    expect(checkOf(unread)).toMatchObject({ guestId: null, isReady: true });
    const again = after(unread, { kind: 'guestRead', guestId: 'ada', isRead: true });
    expect(checkOf(again)).toMatchObject({ guestId: 'ada', isReady: false });
  });

  it('keeps its guest and its figures until it is answered', () => {
    const sent = after(withGuest(), pressed('a'));
    const tried = after(
      sent,
      found('bob'),
      amount('7'),
      { kind: 'left' },
      { kind: 'findPressed' },
      { kind: 'backPressed' },
      { kind: 'rewardsChosen', guestId: 'ada', rewards: { redemptionIds: ['r'], coupons: [] } },
    );
    expect(tried).toEqual(sent);
  });

  it('takes a gift card that paid for it while it was under way', () => {
    const done = after(withGuest(), pressed('a'), { kind: 'giftMoved', gift: GIFT }, answered('a'));
    expect(done.step).toMatchObject({ kind: 'done', done: { gifts: [GIFT] } });
    expect(done.draft.gifts).toEqual([]);
  });

  it('hears a scan meanwhile, and looks it up after the answer', () => {
    const sent = after(withGuest(), pressed('a'), scanned('1002170377692820'));
    expect([sentKey(sent), sent.draft.guestId]).toEqual(['a', 'ada']);
    const done = after(sent, answered('a'));
    expect(done).toMatchObject({ draft: { guestId: null }, cue: { field: 'find', entry: '1002170377692820' } });
  });

  it('that is refused says why until the check changes, and is sent under a new key', () => {
    const error = refusal('shift_closed');
    const back = after(withGuest(), pressed('a'), refused('a', error));
    expect(back.step).toEqual({ kind: 'ringing', trouble: { kind: 'refused', error } });
    expect(sentKey(after(back, pressed('b')))).toBe('b');
    expect(after(back, amount('10')).step).toEqual({ kind: 'ringing', trouble: null });
  });
});

describe('A lost connection', () => {
  const open = after(withGuest(), pressed('a'), lost('a'));

  it('leaves the sale open under its key, whatever is pressed, scanned or found', () => {
    expect(isOpen(open)).toBe(true);
    expect(after(open, found('bob'), scanned('123456'), amount('7'), { kind: 'findPressed' })).toEqual(open);
    expect(sentKey(after(open, pressed('b')))).toBe('a');
    expect(sentKey(after(open, { kind: 'resumed' }))).toBe('a');
  });

  it('ends with the answer of the same sale', () => {
    const again = after(open, { kind: 'resumed' });
    expect(isOpen(again)).toBe(true);
    expect(after(again, answered('a')).step.kind).toBe('done');
  });

  it('lets nothing be sent again by itself while the server is away', () => {
    const away = after(open, connection('cut'));
    expect(after(away, { kind: 'resumed' })).toBe(away);
  });

  it('in the middle lets this device keep the sale under the key that was sent', () => {
    const kept = after(open, connection('alone'), pressed('b'));
    expect(kept.step).toMatchObject({ kind: 'sending', to: 'device', act: { key: 'a' }, unansweredTimes: 1 });
    expect(after(kept, keptHere('a')).step.kind).toBe('kept');
    expect(after(kept, { kind: 'notKept', key: 'a', why: 'full' }).step).toMatchObject({
      kind: 'unanswered',
      act: { key: 'a' },
      notKept: 'full',
    });
  });

  it('goes on with the stored sale after a reload', () => {
    const stored = open.step.kind === 'unanswered' ? open.step.act : null;
    expect(startTill(PLACE, 'online', open.draft, stored).step).toMatchObject({
      kind: 'unanswered',
      act: { key: 'a' },
    });
  });

  it('ends for a sale put aside, whose late answer changes nothing of the next guest', () => {
    const next = after(open, { kind: 'resumed' }, { kind: 'setAside' }, found('bob'), amount('500'));
    expect(guestOf(next)).toBe('bob');
    expect(after(next, answered('a'), lost('a'), refused('a', new ConnectionLost()), keptHere('a'))).toBe(next);
  });

  it('does not let a late answer end the sale after it', () => {
    const second = after(quoted(after(open, { kind: 'setAside' }, found('bob'), amount('500'))), pressed('b'));
    expect(sentKey(after(second, answered('a')))).toBe('b');
  });
});

describe('Without the server', () => {
  it('the device keeps a sale, and says why it can not', () => {
    const alone = after(withGuest(), connection('alone'));
    expect(after(alone, pressed('a')).step).toMatchObject({ kind: 'sending', to: 'device' });
    expect(after(alone, pressed('a'), keptHere('a'))).toMatchObject({ step: { kind: 'kept' }, draft: EMPTY_DRAFT });
    const trouble = { kind: 'notKept', why: 'broken' };
    expect(after(alone, pressed('a'), { kind: 'notKept', key: 'a', why: 'broken' }).step).toMatchObject({ trouble });
  });

  it('a receipt with a coupon waits, because only the server can judge it', () => {
    const alone = after(withGuest(QUOTE, { coupons: ['SUMMER'] }), connection('alone'), pressed('a'));
    expect(alone.step).toEqual({ kind: 'ringing', trouble: { kind: 'notKept', why: 'unfit' } });
  });

  it('nothing that can keep it sends the sale to the server all the same', () => {
    expect(after(withGuest(), connection('cut'), pressed('a')).step).toMatchObject({ to: 'server' });
  });
});

describe('A quote', () => {
  it('that arrives for an older check is shown, but records nothing', () => {
    const older = wantedQuote(till({ guestId: 'ada', amountTyped: '1000' }));
    const now = till({ guestId: 'ada', amountTyped: '2000' });
    const late = after(now, { kind: 'quoted', of: older, guestId: 'ada', answer: { quote: QUOTE } });
    expect(checkOf(late)).toMatchObject({ quote: QUOTE, isCurrent: false, isReady: false });
  });

  it('for an older check does not replace the one of the present check', () => {
    const current = withGuest();
    const older = wantedQuote(till({ guestId: 'ada', amountTyped: '100' }));
    const late = { ...QUOTE, payable: 1 };
    expect(after(current, { kind: 'quoted', of: older, guestId: 'ada', answer: { quote: late } })).toBe(current);
  });

  it('of a guest who has left is dropped', () => {
    const next = after(withGuest(), found('bob'));
    const late = after(next, { kind: 'quoted', of: 'any', guestId: 'ada', answer: { quote: QUOTE } });
    expect(late).toBe(next);
    expect(checkOf(late)).toMatchObject({ guestId: 'bob', quote: null });
  });

  it('without the refused part is shown, and the sale is not ready', () => {
    const error = refusal('insufficient_points');
    const state = withGuest();
    const answer = { rest: { ...QUOTE, payable: 95_000 }, part: 'points', error } as const;
    const now = after(state, { kind: 'quoted', of: wantedQuote(state), guestId: 'ada', answer });
    expect(checkOf(now)).toMatchObject({ refusal: { part: 'points' }, payable: 95_000, isReady: false });
    expect(checkOf(after(now, amount('9'))).refusal).toBeNull();
  });

  it('of no guest is not needed', () => {
    expect(checkOf(till({ amountTyped: '10' }))).toMatchObject({ guestId: null, payable: 1_000, isReady: true });
    expect(payableInFront(till())).toBeNull();
  });
});

describe('A confirmation', () => {
  const above = { ...QUOTE, confirmAbove: 100 };
  const asking = after(withGuest(above, { pointsToRedeem: 300 }), pressed('a'));

  it('is asked for where the quote says so, and sent with the sale', () => {
    expect(asking.step).toMatchObject({ kind: 'confirming', asked: { spend: { points: 300, free: 100 } } });
    const sent = after(asking, { kind: 'confirmed', by: { code: '123456' }, key: 'b' });
    expect(sent.step).toMatchObject({
      kind: 'sending',
      act: { key: 'b', body: { body: { confirmation: { code: '123456' } } } },
    });
    expect(after(sent, { kind: 'confirmed', by: { code: '654321' }, key: 'c' })).toBe(sent);
  });

  it('is asked for where the server says so', () => {
    const needed = refusal('confirmation_required', 422, { wanted: 300, max: 100 });
    const now = after(withGuest(QUOTE, { pointsToRedeem: 300 }), pressed('a'), refused('a', needed));
    expect(now.step).toMatchObject({ kind: 'confirming', asked: { sale: { guestId: 'ada' } }, error: null });
  });

  it('that is wrong can be given again, and another refusal ends it', () => {
    const sent = after(asking, { kind: 'confirmed', by: { code: '123456' }, key: 'b' });
    const error = refusal('confirmation_failed');
    const wrong = after(sent, refused('b', error));
    expect(wrong.step).toMatchObject({ kind: 'confirming', error });
    expect(after(wrong, { kind: 'confirmationEdited' }).step).toMatchObject({ kind: 'confirming', error: null });
    expect(after(sent, refused('b', refusal('shift_closed'))).step.kind).toBe('ringing');
  });

  it('is given up for fewer points', () => {
    const fewer = after(asking, { kind: 'fewerChosen', points: 100 });
    expect(fewer).toMatchObject({
      step: { kind: 'ringing' },
      draft: { pointsToRedeem: 100 },
      cue: { field: 'points' },
    });
    expect(after(asking, { kind: 'confirmationClosed' })).toMatchObject({ draft: { pointsToRedeem: 300 } });
  });

  it('hears no scan that would change the guest', () => {
    expect(after(asking, scanned('123456'))).toBe(asking);
  });
});

describe('A divided check', () => {
  const parts = till({ amountTyped: '500', division: DIVISION });
  const first = after(parts, pressed('a'), answered('a', null));

  it('goes on with its next part, and ends empty', () => {
    expect(first.draft.division).toMatchObject({ at: 1, parts: [{ saleId: 'sale-a' }, { saleId: null }] });
    const last = after(first, { kind: 'next' }, pressed('b'), answered('b', null));
    expect([last.draft, last.divided?.parts.map(({ saleId }) => saleId)]).toEqual([EMPTY_DRAFT, ['sale-a', 'sale-b']]);
  });

  it('goes on by the key of a part that this device kept', () => {
    const kept = after(parts, connection('alone'), pressed('a'), keptHere('a', null));
    expect(kept.draft.division?.parts[0]).toMatchObject({ saleId: 'kept-a' });
  });

  it('has an undone part in front again, from the result or from the list', () => {
    expect(after(first, { kind: 'undone', receiptRefundId: 'r' })).toMatchObject({
      step: { kind: 'ringing' },
      draft: parts.draft,
      notice: { kind: 'undone' },
    });
    const reopened = after(first, { kind: 'next' }, { kind: 'saleUndone', saleId: 'sale-a' });
    expect(reopened.draft).toMatchObject({ amountTyped: '500', division: { at: 0, parts: [{ saleId: null }, PART] } });
  });

  it('leaves another check in front, and the part whose sale is under way', () => {
    const all = after(first, { kind: 'next' }, pressed('b'), answered('b', null), { kind: 'next' }, amount('7'));
    expect(after(all, { kind: 'saleUndone', saleId: 'sale-a' })).toBe(all);
    const second = after(first, { kind: 'next' }, pressed('b'), { kind: 'saleUndone', saleId: 'sale-a' });
    expect(second.draft.division?.at).toBe(1);
    expect(after(second, answered('b', null)).draft.division).toMatchObject({ at: 0, parts: [{ saleId: null }, {}] });
  });
});

describe('Keys', () => {
  it('Escape goes back one step at a time', () => {
    const typed = after(withGuest(), { kind: 'backPressed' });
    expect(typed).toMatchObject({ draft: { guestId: 'ada', amountTyped: '' }, cue: { field: 'amount' } });
    const left = after(typed, { kind: 'backPressed' });
    expect(left).toMatchObject({ draft: { guestId: null }, cue: { field: 'find' } });
    expect(after(left, { kind: 'backPressed' })).toBe(left);
    expect(after(withGuest(), pressed('a'), answered('a'), { kind: 'backPressed' }).step.kind).toBe('ringing');
  });

  it('for points asks for a guest first, until one is found', () => {
    const asked = after(till(), { kind: 'redeemPressed' });
    expect(asked).toMatchObject({ notice: { kind: 'guestFirst' }, cue: { field: 'find' } });
    expect(after(asked, found('ada'))).toMatchObject({ notice: null, cue: { field: 'amount' } });
    expect(after(withGuest(), { kind: 'redeemPressed' })).toMatchObject({ notice: null, cue: { field: 'points' } });
  });

  it('of points by hand need a guest', () => {
    expect(after(till(), { kind: 'manualPressed' }).dialog).toBeNull();
    expect(after(withGuest(), { kind: 'manualPressed' }).dialog).toEqual({ kind: 'manual' });
  });
});

describe('A scan', () => {
  it('takes back what it typed, and looks up its text', () => {
    const before = { ...EMPTY_DRAFT, guestId: 'ada', amountTyped: '10', pointsToRedeem: 5 };
    const now = after(till({ ...before, amountTyped: '10100217' }), scanned('1002170377692820', before));
    expect(now.draft).toMatchObject({ guestId: null, amountTyped: '10', pointsToRedeem: 0 });
    expect(now.cue).toMatchObject({ field: 'find', entry: '1002170377692820' });
  });

  it('is not heard behind a dialog', () => {
    const behind = after(withGuest(), { kind: 'opened', dialog: { kind: 'keys' } });
    expect(after(behind, scanned('123456'))).toBe(behind);
  });
});

it('Rewards that were tried for a guest who has left are not those of the next one', () => {
  const next = after(withGuest(), found('bob'));
  const rewards = { redemptionIds: ['r'], coupons: ['SUMMER'] };
  expect(after(next, { kind: 'rewardsChosen', guestId: 'ada', rewards })).toBe(next);
  expect(after(next, { kind: 'rewardsChosen', guestId: 'bob', rewards }).draft).toMatchObject(rewards);
});

it('An undone sale that a gift card paid opens its refund', () => {
  const done = after(till({ amountTyped: '10', gifts: [GIFT] }), pressed('a'), answered('a', null));
  expect(after(done, { kind: 'undone', receiptRefundId: 'r' }).dialog).toMatchObject({
    kind: 'gifts',
    receiptRefundId: 'r',
  });
});

it('A guest who joins is greeted until the sale is done', () => {
  const joined = after(till(), { kind: 'opened', dialog: { kind: 'newGuest', phone: '' } }, found('ada', 50));
  expect(joined).toMatchObject({ notice: { kind: 'joined', guestId: 'ada', points: 50 }, dialog: null });
  expect(after(quoted(after(joined, amount('10'))), pressed('a'), answered('a')).notice).toBeNull();
});

describe('Whatever happens in whatever order', () => {
  const keys = fc.constantFrom('a', 'b', 'c');
  const guests = fc.constantFrom('ada', 'bob');
  const events: fc.Arbitrary<TillEvent | 'quote'> = fc.oneof(
    fc.constant('quote' as const),
    keys.map(pressed),
    keys.map((key) => answered(key)),
    keys.map((key) => keptHere(key)),
    keys.map(lost),
    keys.map((key) => refused(key, refusal('shift_closed'))),
    keys.map((key) => refused(key, refusal('confirmation_required', 422, { wanted: 300, max: 100 }))),
    keys.map((key): TillEvent => ({ kind: 'notKept', key, why: 'full' })),
    keys.map((key): TillEvent => ({ kind: 'confirmed', by: { code: '1' }, key })),
    guests.map((guestId) => found(guestId)),
    guests.map((guestId): TillEvent => ({ kind: 'guestRead', guestId, isRead: false })),
    fc.constantFrom('', '10', '2000').map(amount),
    fc.constantFrom<Connection>('online', 'alone', 'cut').map(connection),
    fc.constantFrom('123456', '1002170377692820').map((text) => scanned(text)),
    fc
      .constantFrom(
        'left',
        'findPressed',
        'backPressed',
        'redeemPressed',
        'resumed',
        'setAside',
        'next',
        'dialogClosed',
      )
      .map((kind) => ({ kind })),
    fc.constant<TillEvent>({ kind: 'giftMoved', gift: GIFT }),
    fc.constant<TillEvent>({ kind: 'undone', receiptRefundId: 'r' }),
    fc.constant<TillEvent>({ kind: 'changed', change: { division: DIVISION, amountTyped: '500' } }),
    fc.constantFrom('sale-a', 'kept-b').map((saleId): TillEvent => ({ kind: 'saleUndone', saleId })),
  );

  it('a sale is recorded by its own answer alone, and nothing of it changes before', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), (list) => {
        let state = till();
        for (const each of list) {
          const before = state;
          state = each === 'quote' ? quoted(before) : after(before, each);
          const kind = each === 'quote' ? each : each.kind;
          if (isUnderWay(before) && isUnderWay(state)) {
            const [was, is] = [before.step, state.step] as { readonly act: { readonly key: string } }[];
            expect(is?.act).toBe(was?.act);
            const others = { gifts: [], division: null };
            expect({ ...state.draft, ...others }).toEqual({ ...before.draft, ...others });
            expect(state.draft.division?.at).toBe(before.draft.division?.at);
          }
          if (isOver(state) && !isOver(before)) {
            expect(['answered', 'keptHere']).toContain(kind);
            expect(before.step).toMatchObject({ kind: 'sending', act: { key: (each as { key: string }).key } });
          }
          if (sentKey(state) !== null && sentKey(before) === null)
            expect(['pressed', 'confirmed', 'resumed']).toContain(kind);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('no sale is sent before the quote of exactly its check', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), (list) => {
        let state = till();
        for (const each of list) {
          const ready = checkOf(state).isReady;
          const before = state.step;
          state = each === 'quote' ? quoted(state) : after(state, each);
          if (before.kind === 'ringing' && sentKey(state) !== null) expect(ready).toBe(true);
        }
      }),
    );
  });
});
