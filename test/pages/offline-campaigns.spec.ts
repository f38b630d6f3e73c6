import fc from 'fast-check';
import { CampaignHistory } from '../../src/configuration/snapshots/campaign-history';
import {
  type CampaignDocument,
  compileProgram,
  decide,
  type Decision,
  type GuestState,
  newGuest,
  partsPerMillion,
  points,
  type ProgramDocument,
  type RunningCampaigns,
  settle,
} from '../../src/decision';
import { calendarOf } from '../../src/platform/clock/calendar';
import { campaignsForCopy, copiedCampaign } from '../../src/transactions/desk/offline/copied-campaigns.rules';
import { budgetKey, BudgetRound, type OpenLease } from '../../src/transactions/till/spending/campaigns/budget-round';
import { drawOf, holdoutSeed, isInHoldout } from '../../src/configuration/pure';
import {
  CopiedCampaigns,
  givenBy,
  type GivenByCampaign,
  type TillCopy,
} from '../../web/src/cashier/offline/copied-campaigns';
import { decideAfterWaiting, type WaitingSale } from '../../web/src/cashier/offline/decide-offline';
import { lineOf, manualOf, saleOf } from '../support/decision/acts';
import { documents } from '../support/decision/arbitraries';
import { campaignOf } from '../support/decision/campaigns';
import { needs, programOf, tierOf } from '../support/decision/programs';
import types from '../support/marketing/campaign-types.json';

const NETWORK = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d00';
const HERE = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d01';
const THERE = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d02';
const TILL = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d03';
const GUEST = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d04';
const ZONE = 'Europe/Moscow';
const DAY_START = '04:00';
const HOUR_MS = 3_600_000;
/** Noon of a Monday in Moscow. */
const NOON = Date.UTC(2027, 2, 1, 9);
const ALLOWANCE = 50;
const ALWAYS = { startsAt: '2027-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] };

/** A server's campaigns, with budgets that one lease holds whole, and the copy that a till gets. */
class Server {
  private readonly leases = new Map<string, OpenLease>();
  private readonly history: CampaignHistory;

  constructor(
    private readonly program: ProgramDocument,
    private readonly campaigns: Readonly<Record<string, CampaignDocument>>,
    private readonly guestId: string,
    private readonly holdoutPpm = 0,
  ) {
    const effectiveFrom = new Date(NOON - HOUR_MS);
    const running = { state: 'RUNNING' as const, version: 1, effectiveFrom };
    this.history = new CampaignHistory(
      Object.entries(campaigns).map(([code, document]) => ({ ...running, code, document })),
    );
    for (const [campaign, { budgets }] of Object.entries(campaigns))
      for (const { limit, ...budget } of budgets) {
        const key = budgetKey({ ...budget, campaign });
        this.leases.set(key, { leaseId: key, budgetId: key, granted: limit, used: 0, endsAt: Infinity });
      }
  }

  running(at: number): { readonly campaigns: RunningCampaigns; readonly round: BudgetRound } {
    const round = new BudgetRound({
      open: (key) => [this.leases.get(key)].flatMap((lease) => lease ?? []),
      isHeldElsewhere: () => false,
    });
    const draw = drawOf(this.guestId);
    const inOrder = this.history.at(at);
    const isHeldOut = () => isInHoldout(draw, NETWORK, this.holdoutPpm);
    return { round, campaigns: { inOrder, draw, isHeldOut, left: (code, asked) => round.left(code, asked, inOrder) } };
  }

  take(id: string, { details }: Decision, at: number): void {
    const { campaigns, round } = this.running(at);
    const sold = details?.kind === 'SALE' ? (details.campaigns ?? []) : [];
    round.take(id, sold, HERE, campaigns.inOrder, this.program.pointValue);
  }

  /** Over the wire. */
  copy(): TillCopy {
    const rests = Object.entries(this.campaigns).flatMap(([campaign, { budgets }]) =>
      budgets.map(({ limit, ...budget }) => {
        const given = this.leases.get(budgetKey({ ...budget, campaign }))?.used ?? 0;
        return { ...budget, campaign, version: 1, most: limit, given };
      }),
    );
    return overTheWire({
      serverTime: new Date(NOON).toISOString(),
      timeZone: ZONE,
      dayStart: DAY_START,
      offlineWindowHours: 72,
      captureGraceMinutes: 15,
      restoreGraceDays: 30,
      program: { version: 1, form: 2, document: { ...this.program }, before: null },
      campaigns: campaignsForCopy(this.history, HERE, NOON)?.map((one) => copiedCampaign(one, HERE, rests)) ?? null,
      holdout: { seed: holdoutSeed(NETWORK), sharePpm: this.holdoutPpm },
    });
  }
}

interface Visit {
  readonly amount: number;
  readonly hoursLater: number;
  readonly pointsToRedeem?: number;
}

/**
 * Decides visits one after another on the server, and also on a till that has had no answer since the first visit and has only its copy and its
 * waiting sales. Returns what the campaigns gave in total.
 */
async function expectSameBytes(
  program: ProgramDocument,
  campaigns: Readonly<Record<string, CampaignDocument>>,
  guest: GuestState,
  visits: readonly Visit[],
  { guestId = GUEST, holdoutPpm = 0, before = [] as readonly string[] } = {},
): Promise<readonly GivenByCampaign[]> {
  const server = new Server(program, campaigns, guestId, holdoutPpm);
  const compiled = compileProgram(program);
  const calendar = calendarOf(ZONE, DAY_START);
  const contextOf = (now: number, transactionId: string) => {
    const times = { now, recordedAt: now, captureGraceMs: 15 * 60_000, restoredForDays: 30 };
    return { ...times, calendar, inForce: null, transactionId, campaigns: server.running(now).campaigns };
  };
  const settledAt = (state: GuestState, now: number) =>
    settle(compiled, state, { now, calendar }).at(-1)?.decision.after ?? state;
  const soldBefore = before.flatMap((id) => {
    const decision = decide(compiled, newGuest(), saleAt(20_000, 0, NOON, null), contextOf(NOON, id));
    return decision.kind === 'DECIDED' ? [{ id, decision }] : [];
  });
  const copy = server.copy();
  const copied = overTheWire(guest);
  // Acts of another guest wait on this device too.
  for (const { id, decision } of soldBefore) server.take(id, decision, NOON);
  const waiting: WaitingSale[] = [];
  const given: GivenByCampaign[] = [];
  let state = guest;
  let now = NOON;
  for (const [index, { amount, hoursLater, pointsToRedeem = 0 }] of visits.entries()) {
    now += hoursLater * HOUR_MS;
    const id = `sale-${String(index)}`;
    state = settledAt(state, now);
    const tierAsOf = waiting.length === 0 ? null : settledAt(guest, now).tier;
    const there = decide(compiled, state, saleAt(amount, pointsToRedeem, now, tierAsOf), contextOf(now, id));
    const atTill = await CopiedCampaigns.of(copy, guestId);
    for (const { decision } of soldBefore) atTill?.take(givenBy(decision));
    const place = { restaurantId: HERE, pointOfSaleId: TILL };
    const items = [{ sku: 'TEA', category: 'drinks', quantity: 1, total: amount }];
    const sale = { ...place, amount, items, pointsToRedeem, allowance: ALLOWANCE };
    const here = decideAfterWaiting(copy, copied, waiting, sale, now, id, atTill);
    expect(JSON.stringify(here)).toBe(JSON.stringify(there));
    if (there.kind !== 'DECIDED') continue;
    server.take(id, there, now);
    given.push(...givenBy(there));
    waiting.push({ key: id, at: now, sale: { ...sale, allowance: there.amounts.pointsRedeemed } });
    state = there.after;
  }
  return given;
}

test.each(Object.entries(types).filter(([, { type }]) => type !== 'MESSAGE'))(
  'the page decides sales to the byte as the server does while %s runs, one after another without an answer',
  async (code, written) => {
    const budgets = (written.budgets as { unit: 'MONEY'; limit: number }[]).map((one) => ({
      ...one,
      restaurantId: HERE,
    }));
    const audience = { segments: code === 'WIN_BACK' ? ['lapsed'] : [], tiers: [] };
    const document = { ...written, schedule: ALWAYS, budgets, audience } as unknown as CampaignDocument;
    const reviewed = { campaign: code, occurrence: 0, until: null, tasks: [{ id: 'task-2', amount: 1 }], paid: null };
    const guest = guestOf({ segments: ['lapsed'], birthday: 301 }, { joined: [], progress: [reviewed] });
    const visits = [1, 2, 3, 4, 5, 6].map(() => ({ amount: 200_000, hoursLater: 1 }));
    const program = programOf({ pointValue: 1_000_000 });
    const given = await expectSameBytes(program, { [code]: document }, guest, visits);
    const gave = given.reduce((sum, gift) => sum + gift.points, 0);
    // A tier is no points.
    if (code === 'TIER_CHALLENGE') expect(gave).toBe(0);
    else expect(gave).toBeGreaterThan(0);
    // An allowance of one use, or of one day, is not promised twice.
    if (['BIRTHDAY', 'WIN_BACK', 'TIER_CHALLENGE', 'VISITS', 'SEVERAL'].includes(code)) expect(given).toHaveLength(1);
  },
);

const POINTS_50 = { kind: 'POINTS' as const, points: points(50) };
const DOUBLE = { kind: 'MULTIPLIER' as const, multiplierPpm: partsPerMillion(2_000_000) };
const HALF = partsPerMillion(500_000);
const EXCLUSIVE = { code: 'one', mode: 'EXCLUSIVE' as const };

const pool: Readonly<Record<string, CampaignDocument>> = {
  CONTROLLED: campaignOf({ offer: DOUBLE, control: { sharePpm: HALF, seed: 'seed' }, group: EXCLUSIVE, priority: 1 }),
  VARIANTS: campaignOf({
    schema: 2,
    group: EXCLUSIVE,
    priority: 2,
    type: 'CATEGORY_BONUS',
    when: { combinator: 'and', rules: [{ field: 'category', operator: '=', value: 'drinks' }] },
    variants: [
      { id: 'OWN', sharePpm: HALF, offer: null, announcement: null },
      { id: 'FIFTY', sharePpm: HALF, offer: POINTS_50, announcement: { en: { title: 'Fifty', text: 'Points.' } } },
    ],
    announcement: { en: { title: 'Ten', text: 'Points.' } },
  }),
  CUT: campaignOf({ offer: POINTS_50, budgets: [{ unit: 'POINTS', restaurantId: null, limit: 170 }] }),
  REFUSED: campaignOf({
    offer: POINTS_50,
    onShortBudget: 'REFUSE',
    budgets: [
      { unit: 'POINTS', restaurantId: HERE, limit: 120 },
      { unit: 'POINTS', restaurantId: THERE, limit: 1 },
    ],
  }),
  MONEY: campaignOf({
    offer: POINTS_50,
    caps: { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: 2 },
    budgets: [{ unit: 'MONEY', restaurantId: null, limit: 12_345 }],
  }),
  OFF: campaignOf({
    schema: 3,
    type: 'MONEY_OFF',
    offer: null,
    moneyOff: { kind: 'SHARE', ratePpm: HALF },
    budgets: [{ unit: 'MONEY', restaurantId: null, limit: 54_321 }],
  }),
  TASKS: campaignOf({
    offer: null,
    challenge: {
      tasks: [{ id: 'v', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 }],
      payouts: [{ points: points(40) }, { rewardCode: 'COFFEE' }],
    },
    budgets: [{ unit: 'USES', restaurantId: null, limit: 1 }],
  }),
  EVENINGS: campaignOf({
    schedule: {
      startsAt: '2027-01-01T00:00',
      endsAt: null,
      exceptions: ['2027-03-02'],
      recurrence: { by: 'WEEK', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '17:00', to: '02:00', days: 1 },
    },
  }),
  LATER: campaignOf({ schedule: { ...ALWAYS, startsAt: '2027-03-01T18:00' } }),
  ENDS: campaignOf({ schedule: { ...ALWAYS, endsAt: '2027-03-01T15:00' } }),
  JOINED: campaignOf({ join: 'JOINED' }),
  NOT_JOINED: campaignOf({ join: 'JOINED' }),
  SEGMENT: campaignOf({ audience: { segments: ['regular'], tiers: [] } }),
  NO_SEGMENT: campaignOf({ audience: { segments: ['lapsed'], tiers: [] } }),
  THERE: campaignOf({ where: { restaurantIds: [THERE], channels: [] } }),
  BY_API: campaignOf({ where: { restaurantIds: [], channels: ['API', 'TILL'] } }),
};

test('so it does with any of them at once, with draws, groups, budgets and schedules', async () => {
  const visits = fc.array(
    fc.record({
      amount: fc.integer({ min: 0, max: 300_000 }),
      hoursLater: fc.integer({ min: 0, max: 9 }),
      pointsToRedeem: fc.constantFrom(0, 0, 20, 300),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      documents,
      fc.subarray(Object.entries(pool), { minLength: 1 }),
      visits,
      fc.uuid(),
      fc.constantFrom(0, 300_000),
      fc.subarray(['other-1', 'other-2']),
      async (program, chosen, rung, guestId, holdoutPpm, before) => {
        const guest = guestOf({ segments: ['regular'] }, { joined: ['JOINED'], progress: [] }, program);
        const campaigns = Object.fromEntries(chosen);
        const given = await expectSameBytes(program, campaigns, guest, rung, { guestId, holdoutPpm, before });
        for (const { campaign } of given) seen.set(campaign, (seen.get(campaign) ?? 0) + 1);
      },
    ),
    { numRuns: 60 },
  );
  const gave = [
    'CONTROLLED',
    'VARIANTS',
    'CUT',
    'REFUSED',
    'MONEY',
    'OFF',
    'TASKS',
    'EVENINGS',
    'LATER',
    'ENDS',
    'JOINED',
  ];
  expect([...seen.keys()].sort()).toEqual([...gave, 'SEGMENT'].sort());
});

test('a budget that is exhausted by the copy, or by sales that wait, is not promised', async () => {
  const campaigns = { CUT: pool['CUT'] ?? campaignOf(), TASKS: pool['TASKS'] ?? campaignOf() };
  const visits = [1, 2, 3].map(() => ({ amount: 10_000, hoursLater: 1 }));
  const before = ['other-1', 'other-2', 'other-3'];
  const given = await expectSameBytes(programOf(), campaigns, guestOf(), visits, { before });
  expect(given).toEqual([
    { campaign: 'CUT', points: 20, uses: 1 },
    { campaign: 'TASKS', points: 40, uses: 1 },
  ]);
});

test('a sale that waits since before the copy counts as of the copy, and an unknown copy of campaigns is none', async () => {
  const server = new Server(programOf(), { TEN: campaignOf() }, GUEST);
  const copy = server.copy();
  const sale = {
    restaurantId: HERE,
    pointOfSaleId: TILL,
    amount: 10_000,
    items: null,
    pointsToRedeem: 0,
    allowance: 0,
  };
  const decided = async (at: number) => {
    const campaigns = await CopiedCampaigns.of(copy, GUEST);
    return decideAfterWaiting(copy, guestOf(), [{ key: 'a', at, sale }], sale, NOON + HOUR_MS, 'b', campaigns);
  };
  const late = await decided(NOON - 30 * HOUR_MS);
  expect(late).toMatchObject({ kind: 'DECIDED', amounts: { pointsEarned: 110 } });
  expect(JSON.stringify(late)).toBe(JSON.stringify(await decided(NOON)));
  expect(await CopiedCampaigns.of({ ...copy, campaigns: null }, GUEST)).toBeNull();
});

test('a tier that ends while the server is silent has ended for each sale after it, also behind one that waits', () => {
  const top = tierOf('TOP', { needs: needs(1_000_000), discountPpm: partsPerMillion(100_000) });
  const program = programOf({ tiers: [tierOf('BASE'), top] });
  const calendar = calendarOf(ZONE, DAY_START);
  const copy = new Server(program, {}, GUEST).copy();
  const act = { kind: 'TIER', change: { kind: 'SET', tier: 'TOP', untilDay: calendar.localDay(NOON) } } as const;
  const set = decide(compileProgram(program), guestOf(), act, {
    now: NOON - HOUR_MS,
    recordedAt: NOON - HOUR_MS,
    captureGraceMs: 0,
    restoredForDays: 30,
    calendar,
    inForce: null,
    transactionId: 'set',
  });
  const state = set.kind === 'DECIDED' ? set.after : newGuest();
  const sale = { restaurantId: HERE, pointOfSaleId: TILL, amount: 10_000, items: null };
  const asked = { ...sale, pointsToRedeem: 0, allowance: 0 };
  const discountAfter = (waits: number, hours: number) => {
    const waiting = [{ key: 'a', at: NOON + waits * HOUR_MS, sale: asked }];
    const decision = decideAfterWaiting(copy, state, waiting, asked, NOON + hours * HOUR_MS, 'b', null);
    return decision?.kind === 'DECIDED' ? decision.amounts.discount : null;
  };
  expect(discountAfter(1, 2)).toBe(1_000);
  expect(discountAfter(1, 13)).toBe(0);
  expect(discountAfter(13, 15)).toBe(0);
});

function guestOf(
  changes: Partial<GuestState> = {},
  campaigns: GuestState['counters']['campaigns'] = { joined: [], progress: [] },
  program: ProgramDocument = programOf(),
): GuestState {
  const credit = decide(compileProgram(program), newGuest(), manualOf('CREDIT', 400, { occurredAt: NOON - HOUR_MS }), {
    now: NOON - HOUR_MS,
    recordedAt: NOON - HOUR_MS,
    captureGraceMs: 15 * 60_000,
    restoredForDays: 30,
    calendar: calendarOf(ZONE, DAY_START),
    inForce: null,
    transactionId: 'credit',
  });
  const state = credit.kind === 'DECIDED' ? credit.after : newGuest();
  return { ...state, ...changes, counters: { ...state.counters, campaigns } };
}

function saleAt(amount: number, pointsToRedeem: number, occurredAt: number, tierAsOf: string | null) {
  return saleOf(amount, {
    channel: 'OFFLINE',
    restaurantId: HERE,
    pointOfSaleId: TILL,
    occurredAt,
    tierAsOf,
    lines: [lineOf(amount, { sku: 'TEA', category: 'drinks' })],
    pointsToRedeem: points(pointsToRedeem),
    offlineAllowance: points(ALLOWANCE),
  });
}

function overTheWire<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
