import { calendarAt, DAY, NOON, saleOf } from '../../../test/support/decision/acts';
import { needs, programOf, tierOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { changesByRevision, compileProgram, decide, newGuest, type Decision, type GuestState } from '..';

const TODAY = NOON / DAY - 0.5;
const NEVER = 8.64e15;

const TIERS = [tierOf('BASE'), tierOf('MIDDLE', { needs: needs(10_000) }), tierOf('TOP', { needs: needs(30_000) })];
const DOCUMENT = programOf({ tiers: TIERS, expiry: { kind: 'NEVER' } });

const set = (tier: string, untilDay: number | null = null) =>
  ({ kind: 'TIER', change: { kind: 'SET', tier, untilDay } }) as const;
const END = { kind: 'TIER', change: { kind: 'END' } } as const;
const REVISE = { kind: 'TIER', change: { kind: 'REVISE' } } as const;

describe('a tier set by hand', () => {
  it('is held above the one by rule, to the end of its day, and says so', () => {
    const story = new Story(DOCUMENT);
    const decided = story.done(set('MIDDLE', TODAY + 3));
    expect(decided).toMatchObject({
      tierBefore: 'BASE',
      tier: 'MIDDLE',
      details: { kind: 'TIER', change: { kind: 'SET', tier: 'MIDDLE', untilDay: TODAY + 3 } },
      transfers: [],
      after: { version: 1, tier: 'MIDDLE', dueAt: (TODAY + 4) * DAY },
    });
    expect(decided.trace).toEqual([
      { effect: 'TIER', rule: 'tier.MIDDLE.setByHand', amount: 0, arguments: { from: 'BASE', untilDay: TODAY + 3 } },
    ]);
    expect(story.guest.counters).toMatchObject({
      byHand: { tier: 'MIDDLE', untilDay: TODAY + 3, rule: 'BASE' },
      tierDueDay: TODAY + 4,
    });
  });

  it('ends by itself after its last day, to what the rule has reached beneath it meanwhile', () => {
    const story = new Story(DOCUMENT);
    story.done(set('TOP', TODAY));
    story.done(saleOf(10_000));
    expect(story.guest).toMatchObject({ tier: 'TOP', counters: { byHand: { rule: 'MIDDLE' } } });
    const [ended] = story.at((TODAY + 1) * DAY).settle();
    expect(ended).toMatchObject({ type: 'TIER', decision: { tierBefore: 'TOP', tier: 'MIDDLE' } });
    expect(ended?.decision.trace).toEqual([
      { effect: 'TIER', rule: 'tier.MIDDLE.byHandEnded', amount: 0, arguments: { from: 'TOP' } },
    ]);
    expect(story.guest).toMatchObject({ dueAt: NEVER, counters: { byHand: null } });
  });

  it('may be set without an end, replaced, and ended by hand', () => {
    const story = new Story(DOCUMENT);
    story.done(set('TOP'));
    expect(story.guest).toMatchObject({ tier: 'TOP', dueAt: NEVER });
    const lower = story.done(set('MIDDLE'));
    expect(lower.trace).toEqual([
      { effect: 'TIER', rule: 'tier.MIDDLE.setByHand', amount: 0, arguments: { from: 'TOP', untilDay: null } },
    ]);
    const ended = story.done(END);
    expect(ended).toMatchObject({ tierBefore: 'MIDDLE', tier: 'BASE', details: { kind: 'TIER', change: END.change } });
    expect(ended.trace).toEqual([
      { effect: 'TIER', rule: 'tier.BASE.byHandEnded', amount: 0, arguments: { from: 'MIDDLE' } },
    ]);
    expect(story.guest.counters.byHand).toBeNull();
  });

  it('is refused where the programme in force has no such tier, or none was set', () => {
    const story = new Story(DOCUMENT);
    expect(story.play(set('GOLD'))).toEqual({ kind: 'REFUSED', code: 'tier_unknown', data: {} });
    expect(story.play(END)).toEqual({ kind: 'REFUSED', code: 'tier_not_set_by_hand', data: {} });
    const inForce = compileProgram(programOf({ tiers: [...TIERS, tierOf('GOLD', { needs: needs(90_000) })] }));
    const decided = decide(story.program, story.guest, set('GOLD'), { ...story.context('t1'), inForce });
    expect(decided).toMatchObject({ tier: 'GOLD' });
  });
});

describe('a revision of the tier by another programme', () => {
  const other = (...codes: string[]) =>
    compileProgram(
      programOf({
        tiers: codes.map((code, rank) => tierOf(code, rank === 0 ? {} : { needs: needs(rank * 10_000) })),
        expiry: { kind: 'NEVER' },
      }),
    );
  const revised = (guest: GuestState, inForce: ReturnType<typeof other>): Decision => {
    const story = new Story(DOCUMENT, guest);
    const decision = decide(story.program, guest, REVISE, { ...story.context('t1'), inForce });
    if (decision.kind === 'REFUSED') throw new Error('refused');
    return decision;
  };
  const guestAt = (spend: number) => {
    const story = new Story(DOCUMENT);
    story.done(saleOf(spend));
    return story.guest;
  };
  const at = { now: NOON, calendar: calendarAt() };

  it('says nothing where nothing changes', () => {
    const guest = guestAt(10_000);
    const same = compileProgram(DOCUMENT);
    expect(changesByRevision(same, guest, at)).toBe(false);
    expect(changesByRevision(same, newGuest(), at)).toBe(false);
    expect(revised(guest, same)).toMatchObject({ tierBefore: 'MIDDLE', tier: 'MIDDLE', trace: [] });
  });

  it('tells a tier that is no more from the one that was held: reached or fallen', () => {
    const guest = guestAt(10_000);
    const renamed = other('BASE', 'SILVER');
    expect(changesByRevision(renamed, guest, at)).toBe(true);
    const up = revised(guest, renamed);
    expect(up).toMatchObject({ tierBefore: 'MIDDLE', tier: 'SILVER' });
    expect(up.trace).toEqual([
      { effect: 'TIER', rule: 'tier.SILVER.reached', amount: 0, arguments: { from: 'MIDDLE' } },
    ]);
    const down = revised(guest, other('BASE'));
    expect(down).toMatchObject({ tierBefore: 'MIDDLE', tier: 'BASE' });
    expect(down.trace).toEqual([
      { effect: 'TIER', rule: 'tier.BASE.fell', amount: 0, arguments: { from: 'MIDDLE', keptUntilDay: null } },
    ]);
  });

  it('keeps a tier that the programme has, short from tomorrow on where more is asked now', () => {
    const guest = guestAt(10_000);
    const dearer = other('BASE', 'LOWER', 'MIDDLE');
    expect(changesByRevision(dearer, guest, at)).toBe(true);
    const kept = revised(guest, dearer);
    expect(kept).toMatchObject({ tierBefore: 'MIDDLE', tier: 'MIDDLE' });
    expect(kept.trace).toEqual([
      { effect: 'TIER', rule: 'tier.MIDDLE.kept', amount: 0, arguments: { keptUntilDay: TODAY } },
    ]);
  });

  it('changes what stands beneath a tier set by hand', () => {
    const story = new Story(DOCUMENT, guestAt(10_000));
    story.done(set('TOP'));
    expect(changesByRevision(story.program, story.guest, at)).toBe(false);
    const renamed = other('BASE', 'SILVER', 'TOP');
    expect(changesByRevision(renamed, story.guest, at)).toBe(true);
    expect(revised(story.guest, renamed).after.counters.byHand).toEqual({
      tier: 'TOP',
      untilDay: null,
      rule: 'SILVER',
    });
  });

  it('changes a review that comes earlier, not one that comes later', () => {
    const rolling = (months: number) => compileProgram({ ...DOCUMENT, tierWindow: { kind: 'ROLLING', months } });
    const story = new Story({ ...DOCUMENT, tierWindow: { kind: 'ROLLING', months: 6 } });
    story.done(saleOf(10_000));
    expect([1, 6, 12].map((months) => changesByRevision(rolling(months), story.guest, at))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('a count', () => {
  const document = programOf({
    tierCounters: [{ code: 'FRIENDS' }],
    tiers: [tierOf('BASE'), tierOf('HOST', { needs: { ...needs(0), counters: { FRIENDS: 2 } } })],
    expiry: { kind: 'NEVER' },
  });
  const count = (counter: string, by: number) => ({ kind: 'COUNT', counter, count: by, occurredAt: NOON }) as const;

  it('raises its counter, and the tier with it', () => {
    const story = new Story(document);
    const first = story.done(count('FRIENDS', 1));
    expect(first).toMatchObject({ tier: 'BASE', details: { kind: 'COUNT', counter: 'FRIENDS', count: 1 } });
    expect(first.trace).toEqual([{ effect: 'COUNT', rule: 'counter.FRIENDS', amount: 1, arguments: {} }]);
    const second = story.done(count('FRIENDS', 1));
    expect(second.tier).toBe('HOST');
    expect(second.trace.map(({ rule }) => rule)).toEqual(['counter.FRIENDS', 'tier.HOST.reached']);
    expect(story.guest.counters.custom).toEqual([{ code: 'FRIENDS', total: 2, days: [] }]);
  });

  it('raises no other counter, and keeps them in one order', () => {
    const counters = { tierCounters: [{ code: 'REVIEWS' }, { code: 'FRIENDS' }, { code: 'BADGES' }] };
    const story = new Story(programOf({ ...counters, expiry: { kind: 'NEVER' } }));
    for (const [counter, by] of [
      ['REVIEWS', 1],
      ['FRIENDS', 2],
      ['BADGES', 4],
      ['REVIEWS', 8],
      ['FRIENDS', 16],
    ] as const)
      story.done(count(counter, by));
    expect(story.guest.counters.custom).toEqual([
      { code: 'BADGES', total: 4, days: [] },
      { code: 'FRIENDS', total: 18, days: [] },
      { code: 'REVIEWS', total: 9, days: [] },
    ]);
  });

  it('is refused of a counter that nobody asks for, and of a blocked guest', () => {
    const story = new Story(document);
    expect(story.play(count('REVIEWS', 1))).toEqual({ kind: 'REFUSED', code: 'counter_unknown', data: {} });
    const blocked = new Story(document, { ...newGuest(), blocked: true });
    expect(blocked.play(count('FRIENDS', 1))).toEqual({ kind: 'REFUSED', code: 'guest_blocked', data: {} });
  });
});
