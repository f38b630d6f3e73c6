import { type Decision, newGuest, points, type SoldCampaign } from '../../../decision';
import { TWO_PEOPLE } from '../../../configuration/pure';
import { calendarOf } from '../../../platform/clock/calendar';
import {
  decidedBy,
  journalRow,
  NOW,
  preparedAct,
  relatedRows,
  saleBody,
  snapshotOf,
  tillAct,
} from '../../../../test/support/till/till-acts';
import type { TillAct } from '../../ledger/act/till-act';
import type { BuiltAct } from '../kinds/built-act';
import { buildAct } from '../decide/decide-group';
import { isLargeByHand, mayHaveSoleShares, soleSharesOf, tierDecisionOf } from './sole-shares.rules';

const ANNA = '018f0000-0000-7000-8000-000000000001';
const BORIS = '018f0000-0000-7000-8000-000000000002';
const STRANGER = '018f0000-0000-7000-8000-000000000003';
const UNKNOWN = '00000000-0000-0000-0000-000000000000';
const by = (people: Readonly<Record<string, string>> = {}, settings: Parameters<typeof snapshotOf>[1] = {}) =>
  snapshotOf(undefined, settings, { deciders: decidedBy(people, { [ANNA]: [], [BORIS]: [] }) });

const MANUAL = {
  kind: 'MANUAL',
  direction: 'CREDIT',
  points: 5,
  reasonCode: 'GOODWILL',
  comment: null,
  expiryId: null,
} as const;
const SALE = saleBody(10_000);
const CLAIM = { kind: 'CLAIM', receiptId: 'receipt' } as const;
const AWARD = { kind: 'AWARD', activity: 'review' } as const;
const KEY = { kind: 'key', id: 'k' } as const;

function builtOf(act: TillAct, snapshot: ReturnType<typeof by>): BuiltAct {
  const related = relatedRows(journalRow({ id: 'receipt', guestId: null, amount: 10_000 }));
  const context = { guest: newGuest(), occurredAt: NOW, now: NOW, snapshot, calendar: calendarOf('UTC', '04:00') };
  const built = buildAct(preparedAct({ act, related: act.body.kind === 'CLAIM' ? related : null }), context);
  if ('refused' in built) throw new Error(built.refused);
  return built;
}

/** A decision that gives `given` points, some of them by these campaigns. */
function giving(given: number, campaigns?: readonly Partial<SoldCampaign>[]): Decision {
  const transfer = { code: 'ACCRUAL', debit: 'RESTAURANT_ISSUED', credit: 'GUEST_AVAILABLE', amount: points(given) };
  const details = campaigns === undefined ? null : { kind: 'SALE', campaigns };
  return { transfers: given === 0 ? [] : [transfer], details } as unknown as Decision;
}
const sold = (campaign: string, amount: number, changes: Partial<SoldCampaign> = {}) => ({
  campaign,
  version: 1,
  arm: 'OFFERED' as const,
  points: points(amount),
  ...changes,
});
function sharesOf(changes: Partial<TillAct>, decision: Decision, snapshot = by()) {
  const act = tillAct(changes);
  const shares = soleSharesOf(act, builtOf(act, snapshot), decision, snapshot);
  return shares.map((share) => [share.person, share.source, share.points]);
}

describe('the people who alone decided points of an act', () => {
  const both = { 'PROGRAM 1': ANNA, 'CAMPAIGN TEN 1': BORIS };

  it.each([
    ['none, where two people published the programme', {}, giving(100), []],
    ['the publisher of the programme', { 'PROGRAM 1': ANNA }, giving(100), [[ANNA, 'PROGRAM 1', 100]]],
    ['none for an act that gives nothing', { 'PROGRAM 1': ANNA }, giving(0), []],
    [
      'the starter of a campaign for its points, and the publisher of the programme for the others',
      both,
      giving(100, [sold('TEN', 30)]),
      [
        [BORIS, 'CAMPAIGN TEN 1', 30],
        [ANNA, 'PROGRAM 1', 70],
      ],
    ],
    ['the starter of a campaign that gave all', both, giving(30, [sold('TEN', 30)]), [[BORIS, 'CAMPAIGN TEN 1', 30]]],
    [
      'only the publisher, where the guest is in a control group',
      both,
      giving(100, [sold('TEN', 30, { arm: 'CONTROL' })]),
      [[ANNA, 'PROGRAM 1', 100]],
    ],
    [
      'one person once, by the source named first',
      { 'PROGRAM 1': ANNA, 'CAMPAIGN TEN 1': ANNA },
      giving(100, [sold('TEN', 30)]),
      [[ANNA, 'CAMPAIGN TEN 1', 100]],
    ],
    [
      'one person for no more than the act gives',
      { 'CAMPAIGN TEN 1': ANNA, 'CAMPAIGN FIVE 1': ANNA },
      giving(40, [sold('TEN', 30), sold('FIVE', 30)]),
      [[ANNA, 'CAMPAIGN TEN 1', 40]],
    ],
  ] as const)('are %s', (_name, people, decision, shares) => {
    expect(sharesOf({}, decision, by(people))).toEqual(shares);
  });

  it.each([
    ['the person who gives by hand', { kind: 'user', id: ANNA }, MANUAL, [[ANNA, 'BY_HAND', 5]]],
    ['none, where a person of another network gives', { kind: 'user', id: STRANGER }, MANUAL, []],
    ['none for a sale that a cashier rings up', { kind: 'user', id: ANNA }, SALE, []],
    ['none for a receipt that a guest claims', { kind: 'guest', id: 'guest' }, CLAIM, []],
    ['the person who says that an activity happened', { kind: 'user', id: ANNA }, AWARD, [[ANNA, 'BY_HAND', 5]]],
    ['none for an activity that the system saw', { kind: 'system', id: null }, AWARD, []],
    ['an unknown person for points by the system', { kind: 'system', id: null }, MANUAL, [[UNKNOWN, 'BY_HAND', 5]]],
    ['an unknown person for points by a guest', { kind: 'guest', id: 'g' }, MANUAL, [[UNKNOWN, 'BY_HAND', 5]]],
    ['the only maker of the key', { ...KEY, soleDecider: BORIS }, MANUAL, [[BORIS, 'KEY k', 5]]],
    ['the only maker of the key that brings a sale', { ...KEY, soleDecider: BORIS }, SALE, [[BORIS, 'KEY k', 5]]],
    ['none for a key that two people approved', { ...KEY, soleDecider: null }, MANUAL, []],
    ['an unknown person for a key without a known maker', KEY, MANUAL, [[UNKNOWN, 'KEY k', 5]]],
    ['an unknown person for a key without an id', { kind: 'key', id: null }, MANUAL, [[UNKNOWN, 'KEY ', 5]]],
  ] as const)('are %s', (_name, actor, body, shares) => {
    const act = tillAct({ actor, body });
    const built = { act: null, frame: { programVersion: 1 } } as unknown as BuiltAct;
    const of = soleSharesOf(act, built, giving(5), by());
    expect(of.map(({ person, source, points: amount }) => [person, source, amount])).toEqual(shares);
  });

  it('are the person of the source that an act names, and not the publisher of the programme', () => {
    const source = { name: 'AUTOMATION 1', decidedBy: BORIS } as const;
    const people = by({ 'PROGRAM 1': ANNA });
    expect(sharesOf({ source }, giving(5), people)).toEqual([[BORIS, 'AUTOMATION 1', 5]]);
    expect(sharesOf({ source: TWO_PEOPLE }, giving(5), people)).toEqual([]);
  });
});

describe('a sale that is larger than guests buy', () => {
  const of = (saleAtOnce: number) => {
    const { settings } = by().profile;
    return by({}, { limits: { ...settings.limits, saleAtOnce } });
  };
  const part = (receiptAmount: number) => ({
    number: 'A',
    externalOrderId: null,
    businessDate: null,
    part: { number: 1, of: 2, receiptAmount },
  });

  it.each([
    ['a cashier', { actor: { kind: 'user', id: ANNA } }, 9_999, [[ANNA, 'BY_HAND', 5]]],
    ['a cashier, up to the limit', { actor: { kind: 'user', id: ANNA } }, 10_000, []],
    [
      'a cashier, in parts',
      { actor: { kind: 'user', id: ANNA }, receipt: part(20_001) },
      20_000,
      [[ANNA, 'BY_HAND', 5]],
    ],
    ['a cashier, in parts up to the limit', { actor: { kind: 'user', id: ANNA }, receipt: part(20_000) }, 20_000, []],
    ['a guest who claims it', { actor: { kind: 'guest', id: 'guest' }, body: CLAIM }, 9_999, [[UNKNOWN, 'BY_HAND', 5]]],
    ['a system of the network', { actor: { kind: 'system', id: null } }, 9_999, []],
  ] as const)('counts as given by hand by %s', (_name, changes, saleAtOnce, shares) => {
    const snapshot = of(saleAtOnce);
    const act = tillAct(changes);
    expect(sharesOf(changes, giving(5), snapshot)).toEqual(shares);
    expect(isLargeByHand(act, builtOf(act, snapshot), snapshot)).toBe(shares.length > 0);
    if (shares.length > 0) expect(mayHaveSoleShares(act, snapshot)).toBe(true);
  });

  it('does not count as given by hand where a person already answers for the act', () => {
    const act = tillAct({ actor: { ...KEY, soleDecider: ANNA } });
    expect(isLargeByHand(act, builtOf(act, of(1)), of(1))).toBe(false);
  });
});

describe('an act of which one person alone may have decided points', () => {
  it.each([
    ['a sale, where two people decided everything', {}, false],
    ['a sale of a key that one person made', { actor: { ...KEY, soleDecider: ANNA } }, true],
    ['an activity that the system saw', { body: AWARD, actor: { kind: 'system', id: null } }, false],
    ['points by hand', { body: MANUAL }, true],
    ['a sale that names a source', { source: TWO_PEOPLE }, true],
    ['an import', { body: MANUAL, channel: 'IMPORT' }, false],
    ['an act without a guest', { body: MANUAL, guestId: null }, false],
    ['an act that is refused', { body: MANUAL, refused: { refused: 'forbidden', data: {} } }, false],
    ['a claim', { body: CLAIM, actor: { kind: 'guest', id: 'guest' } }, true],
  ] as const)('is known before it is decided: %s', (_name, changes, may) => {
    expect(mayHaveSoleShares(tillAct(changes as Partial<TillAct>), by())).toBe(may);
  });

  it('is every one of a network where one person put something in force', () => {
    expect(mayHaveSoleShares(tillAct(), by({ 'PROGRAM 1': ANNA }))).toBe(true);
  });
});

describe('the person who changes a tier by hand', () => {
  const set = { kind: 'TIER', change: { kind: 'SET', tier: 'GOLD', untilDay: null } } as const;
  const base = { reasonCode: 'GIFT', comment: null };

  it.each([
    ['sets it', { body: { ...set, ...base } }, true],
    ['raises what it needs', { body: { kind: 'COUNT', counter: 'tastings', count: 1 } }, true],
    ['ends it', { body: { ...set, ...base, change: { kind: 'END' } } }, false],
    ['gives points', { body: MANUAL }, false],
    ['imports it', { body: { ...set, ...base }, channel: 'IMPORT' }, false],
  ] as const)('%s', (_name, changes, isOne) => {
    const act = tillAct({ actor: { kind: 'user', id: ANNA }, ...changes });
    expect(tierDecisionOf(act, by())).toEqual(isOne ? { person: ANNA, source: 'BY_HAND' } : undefined);
  });

  it('is missing where two people changed it', () => {
    const act = tillAct({ actor: { ...KEY, soleDecider: null }, body: { ...set, ...base } });
    expect(tierDecisionOf(act, by())).toBeUndefined();
  });
});
