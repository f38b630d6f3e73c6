import fc from 'fast-check';
import { Snapshots } from '../../../src/configuration';
import { isGroup, type ProgramDocument } from '../../../src/decision';
import type { GuestFacts, GuestRule } from '../../../src/marketing/segments/guest-rule.rules';
import { SegmentEvaluation } from '../../../src/marketing/segments/segment-evaluation';
import { SegmentsJob } from '../../../src/marketing/segments/segments.job';
import { Clock } from '../../../src/platform/clock/clock';
import { newId } from '../../../src/platform/ids/ids';
import { type TillAct, TillHistory } from '../../../src/transactions';
import { LedgerVerification } from '../../../src/transactions/verification/ledger-verification';
import { startApp, type TestApp } from '../../support/app';
import { allOf, condition, earningOf, pointsRule, programOf, tierOf } from '../../support/decision/programs';
import { TillNetwork } from '../../support/till-network';

const DAY = 86_400_000;
const PROGRAM: ProgramDocument = programOf({
  tiers: [tierOf('BASE')],
  earning: earningOf({ rules: [pointsRule('loyal', 50, allOf(condition('segment', '=', 'LOYAL')))] }),
});

const ofGuest = (field: string, operator: string, value: unknown) => ({ field, operator, value });
const byRule = (...rules: object[]) => ({ combinator: 'and', rules });

describe('segments', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let job: SegmentsJob;

  beforeAll(async () => {
    test = await startApp();
    job = test.app.get(SegmentsJob);
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { document: PROGRAM });
    manager = await network.tokenOf('manager');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  async function evaluateAll(maxGuests = 3): Promise<void> {
    while ((await job.doNext(network.id, maxGuests)) !== 'idle');
  }

  async function createSegment(code: string, rule: object | null): Promise<string> {
    const made = await network.post('/api/segments', manager, { code, name: code, rule });
    expect(made).toMatchObject({ status: 201, body: { code, guests: 0, version: 1 } });
    return made.body.id as string;
  }

  async function sell(guest: string, amount: number) {
    const sold = await network.post(`/api/guest/${guest}/transaction`, manager, network.sale(amount));
    expect(sold.status).toBe(201);
    return sold.body as { id: string; pointsEarned: number; trace: { rule: string; reason: string }[] };
  }

  /** A sale of long ago, as a network's own history brings it. */
  async function bringSale(
    guestId: string,
    amount: number,
    where: { readonly pointOfSaleId: string; readonly restaurantId: string; readonly occurredAt: number },
  ): Promise<string> {
    const id = newId();
    const act: TillAct = {
      id,
      networkId: network.id,
      guestId,
      body: {
        kind: 'SALE',
        amount,
        lines: null,
        pointsToRedeem: null,
        holdId: null,
        paymentMethod: null,
        rewards: null,
      },
      actor: { kind: 'system', id: null },
      channel: 'IMPORT',
      requestId: null,
      key: null,
      shiftId: null,
      receipt: { number: null, externalOrderId: null, businessDate: null },
      deviceTime: null,
      networkLimit: null,
      claims: [],
      ...where,
    };
    const outcome = (await test.app.get(TillHistory).record(network.id, [act])).get(act);
    expect(outcome).toMatchObject({ kind: 'POSTED' });
    return id;
  }

  const codesOf = (guest: string) =>
    network.database.inNetwork(network.id, (tx) =>
      tx.one<{ codes: string[]; version: number }>(
        'SELECT segments AS codes, version FROM guest_states WHERE network_id = $1 AND guest_id = $2',
        [network.id, guest],
      ),
    );
  const findings = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();
  const at = (ms: number) => jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(new Date(ms));

  it('are what their rules say of every guest, by an oracle that knows the acts alone', async () => {
    const places = [
      [network.pointOfSaleId, network.restaurantId],
      [network.otherPointOfSaleId, network.otherRestaurantId],
    ] as const;
    const now = Date.now();
    const guests: { id: string; sales: { ago: number; paid: number; gone: boolean; place: string }[] }[] = [];
    for (let n = 0; n < 7; n += 1) {
      const id = await network.guest();
      // A history comes in its order; what was refunded was so since.
      const bought = Array.from({ length: n }, (_, at) => ({
        ago: (n * 97 + at * 151) % 800,
        amount: 1_000 * (at + 1),
        where: places[(n + at) % 2] as (typeof places)[number],
        // Every third: in part, or the whole of it.
        refunded: (n + at) % 3 > 0 ? 0 : at % 2 === 0 ? 1_000 * (at + 1) : 400,
      })).sort((one, other) => other.ago - one.ago);
      const ids: string[] = [];
      for (const { ago, amount, where } of bought) {
        const [pointOfSaleId, restaurantId] = where;
        ids.push(await bringSale(id, amount, { pointOfSaleId, restaurantId, occurredAt: now - ago * DAY }));
      }
      for (const [at, { refunded: amount }] of bought.entries()) {
        if (amount === 0) continue;
        const asked = { reason: 'x', amount };
        const back = await network.post(`/api/transactions/${ids[at] ?? ''}/refund`, manager, asked);
        expect(back.status).toBe(201);
      }
      const sales = bought.map(({ ago, amount, refunded, where }) => ({
        ago,
        paid: amount - refunded,
        gone: refunded === amount,
        place: where[1],
      }));
      guests.push({ id, sales });
    }
    const yearDays = daysOfYear(now);
    const factsOf = ({ sales }: (typeof guests)[number]): GuestFacts => {
      const kept = sales.filter(({ gone }) => !gone);
      const recent = sales.filter(({ ago }) => ago <= yearDays);
      return {
        tier: 'BASE',
        spend: sum(sales.map(({ paid }) => paid)),
        visits: kept.length,
        spendOfYear: sum(recent.map(({ paid }) => paid)),
        visitsOfYear: recent.filter(({ gone }) => !gone).length,
        daysSinceLastSale: kept.length === 0 ? Infinity : Math.min(...kept.map(({ ago }) => ago)),
        daysSinceJoining: 0,
        birthdayMonth: null,
        restaurants: [...new Set(kept.map(({ place }) => place))],
        registeredBy: 'STAFF',
        registeredAt: network.restaurantId,
        consents: [],
      };
    };
    const rules = fc.sample(guestRules([network.restaurantId, network.otherRestaurantId]), 60);
    const segments: { code: string; rule: GuestRule }[] = [];
    for (const rule of rules) {
      const code = `S${String(segments.length)}`;
      const made = await network.post('/api/segments', manager, { code, name: code, rule });
      // One that can never hold is refused with its place.
      if (made.status === 400) expect(made.body.errors[0].path).toMatch(/^rule\.rules\[/);
      else segments.push({ code, rule });
    }
    expect(segments.length).toBeGreaterThan(20);
    await evaluateAll();
    let held = 0;
    for (const guest of guests) {
      const facts = factsOf(guest);
      const expected = segments.filter(({ rule }) => holds(rule, facts)).map(({ code }) => code);
      expect([...(await codesOf(guest.id)).codes].sort()).toEqual(expected.sort());
      held += expected.length;
    }
    expect(held).toBeGreaterThan(0);
    // The same count before it is saved.
    const { rule = null } = segments[0] ?? {};
    const preview = await network.post('/api/segments/preview', manager, { rule });
    const inIt = guests.filter((guest) => rule !== null && holds(rule, factsOf(guest))).length;
    expect(preview.body).toEqual({ guests: inIt, of: guests.length, isExact: true });
    expect(await findings()).toEqual([]);
  }, 120_000);

  it('decide a sale from the moment a guest is in one, and stand in it for whoever decides it anew', async () => {
    const guest = await network.guest();
    await createSegment('LOYAL', byRule(ofGuest('visits', '>=', 1)));
    await evaluateAll();
    const first = await sell(guest, 10_000);
    expect(first.trace.find(({ rule }) => rule === 'earning.rule.loyal')?.reason).toContain('not in segment LOYAL');
    // The event of the sale alone brings the guest in: no pass is due.
    await evaluateAll();
    expect(await codesOf(guest)).toEqual({ codes: ['LOYAL'], version: 2 });
    const second = await sell(guest, 10_000);
    expect(second.pointsEarned).toBe(first.pointsEarned + 50);
    const back = await network.post(`/api/transactions/${first.id}/refund`, manager, { reason: 'x' });
    expect(back.status).toBe(201);
    await network.post(`/api/transactions/${second.id}/refund`, manager, { reason: 'x' });
    await evaluateAll();
    expect((await codesOf(guest)).codes).toEqual([]);
    for (const { id } of [first, second]) {
      const explained = await network.get(`/api/transactions/${id}/explain`, manager);
      expect(explained).toMatchObject({ status: 200, body: { agrees: true } });
    }
    expect(await findings()).toEqual([]);
  });

  it('are entered and left by time alone at the start of the day', async () => {
    const guest = await network.guest();
    await createSegment('LOST', byRule(ofGuest('daysSinceLastSale', 'between', [90, 120])));
    await sell(guest, 1_000);
    await evaluateAll();
    const seen: string[][] = [];
    for (const days of [89, 90, 120, 121]) {
      at(Date.now() + days * DAY);
      await evaluateAll();
      jest.restoreAllMocks();
      seen.push((await codesOf(guest)).codes);
    }
    expect(seen).toEqual([[], ['LOST'], ['LOST'], []]);
  });

  it('go on where a piece was killed, pass over who is at a till, and write nothing twice', async () => {
    const guests = [];
    for (let n = 0; n < 5; n += 1) guests.push(await network.guest());
    guests.sort();
    await createSegment('ALL', byRule(ofGuest('visits', '=', 0)));
    expect(await job.doNext(network.id, 2)).toBe('more');
    const evaluation = test.app.get(SegmentEvaluation);
    jest.spyOn(evaluation, 'evaluateLocked').mockImplementationOnce(async (...args) => {
      jest.restoreAllMocks();
      await evaluation.evaluateLocked(...args);
      throw new Error('killed');
    });
    await expect(job.doNext(network.id, 2)).rejects.toThrow('killed');
    expect(await Promise.all(guests.map(async (guest) => (await codesOf(guest)).version))).toEqual([1, 1, 0, 0, 0]);
    const busy = guests[3] ?? '';
    await network.database.inNetwork(network.id, async (tx) => {
      await tx.query('SELECT 1 FROM guest_states WHERE network_id = $1 AND guest_id = $2 FOR UPDATE', [
        network.id,
        busy,
      ]);
      expect(await job.doNext(network.id, 5)).toBe('more');
      expect(await job.doNext(network.id, 5)).toBe('done');
    });
    await evaluateAll();
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE segment_passes SET is_done = false, after_guest = $2 WHERE network_id = $1', [
        network.id,
        '00000000-0000-0000-0000-000000000000',
      ]),
    );
    await evaluateAll();
    expect(await Promise.all(guests.map((guest) => codesOf(guest)))).toEqual(
      guests.map(() => ({ codes: ['ALL'], version: 1 })),
    );
    expect(await findings()).toEqual([]);
  });

  it('and the till never write over one another', async () => {
    const guests = [];
    for (let n = 0; n < 6; n += 1) guests.push(await network.guest());
    await createSegment('LOYAL', byRule(ofGuest('visits', '>=', 2)));
    const selling = guests.flatMap((guest) => [1, 2, 3, 4].map(() => sell(guest, 1_000)));
    const evaluating = (async () => {
      for (let n = 0; n < 20; n += 1) await Promise.all([job.doNext(network.id, 4), job.doNext(network.id, 4)]);
    })();
    await Promise.all([...selling, evaluating]);
    await evaluateAll();
    for (const guest of guests) expect((await codesOf(guest)).codes).toEqual(['LOYAL']);
    expect(await findings()).toEqual([]);
  });

  it('are guarded by the version of the guest', async () => {
    const guest = await network.guest();
    const segment = await createSegment('LOYAL', null);
    const write = (text: string) =>
      network.database.inNetwork(network.id, (tx) =>
        tx.query(text, [network.id, guest, segment].slice(0, text.includes('$3') ? 3 : 2)),
      );
    await expect(
      write(`UPDATE guest_states SET segments = '{LOYAL}' WHERE network_id = $1 AND guest_id = $2`),
    ).rejects.toThrow('version must rise');
    await expect(
      write('INSERT INTO segment_members (network_id, guest_id, segment_id) VALUES ($1, $2, $3)'),
    ).rejects.toThrow('without its guest');
    await write(
      `UPDATE guest_states SET segments = '{LOYAL}', version = version + 1 WHERE network_id = $1 AND guest_id = $2`,
    );
    expect(await findings()).toMatchObject([{ check: 4, row: 'guest_states', id: guest }]);
    await write(
      `UPDATE guest_states SET segments = '{}', version = version + 1 WHERE network_id = $1 AND guest_id = $2`,
    );
    expect(await findings()).toEqual([]);
  });

  it('that are lists take guests by hand and by file, once', async () => {
    const [anna, boris] = [await network.guest(), await network.guest()];
    const segment = await createSegment('LOYAL', null);
    const put = (guestIds: string[], isIn: boolean) =>
      network.post(`/api/segments/${segment}/members`, manager, { guestIds, isIn });
    expect((await put([anna], true)).body).toEqual({ changed: 1, unchanged: 0 });
    // Cards of these guests are their ids.
    const csv = `${anna}\r\n"${boris}",Boris\r\nnobody\r\n${boris}\r\n`;
    const file = await network.post(`/api/segments/${segment}/members/file`, manager, { csv, isIn: true });
    expect(file.body).toEqual({ changed: 1, unchanged: 1, unknown: 1, unknownLines: [3] });
    await evaluateAll();
    expect((await codesOf(boris)).codes).toEqual(['LOYAL']);
    const of = await network.get(`/api/segments/${segment}`, manager);
    expect(of.body).toMatchObject({ guests: 2, isCounting: false, rule: null });
    const page = await network.get(`/api/segments/${segment}/members?limit=1`, manager);
    expect(page.body.items).toHaveLength(1);
    const next = await network.get(
      `/api/segments/${segment}/members?limit=1&cursor=${page.body.nextCursor as string}`,
      manager,
    );
    expect([...page.body.items, ...next.body.items].map(({ guestId }: { guestId: string }) => guestId)).toEqual(
      [anna, boris].sort(),
    );
    const found = await network.get(`/api/segments/${segment}/members?guestIds=${boris}`, manager);
    expect(found.body.items).toHaveLength(1);
    expect((await put([boris], false)).body).toEqual({ changed: 1, unchanged: 0 });
    expect((await codesOf(boris)).codes).toEqual([]);
    const rule = await createSegment('RULE', byRule(ofGuest('visits', '>', 0)));
    const refused = await network.post(`/api/segments/${rule}/members`, manager, { guestIds: [anna], isIn: true });
    expect(refused).toMatchObject({ status: 409, body: { code: 'segment_by_rule' } });
    await evaluateAll();
    const why = await network.get(`/api/guest/${anna}/segments`, manager);
    expect(why.body.items).toMatchObject([
      { code: 'LOYAL', isList: true, isIn: true, failed: null },
      { code: 'RULE', isList: false, isIn: false, failed: { field: 'visits', operator: '>' } },
    ]);
    expect(await findings()).toEqual([]);
  });

  it('have to be there to be named, and go on after their archiving for what names them', async () => {
    const guest = await network.guest();
    const document = { ...PROGRAM, name: 'Named' };
    const validate = () => network.post('/api/programs/validate', manager, { document });
    expect((await validate()).body).toMatchObject({
      valid: false,
      errors: [{ path: 'earning.rules[0].when.rules[0].value', code: 'segment_unknown' }],
    });
    const draft = await network.post('/api/programs', manager, { document });
    const published = await network.post(`/api/programs/${String(draft.body.version)}/publish`, manager, {});
    expect(published).toMatchObject({ status: 400, body: { errors: [{ code: 'segment_unknown' }] } });

    const [loyal, other] = [await createSegment('LOYAL', null), await createSegment('OTHER', null)];
    expect((await validate()).body).toMatchObject({ valid: true });
    for (const id of [loyal, other])
      await network.post(`/api/segments/${id}/members`, manager, { guestIds: [guest], isIn: true });
    for (const id of [loyal, other])
      expect((await network.post(`/api/segments/${id}/archive`, manager)).status).toBe(200);
    await evaluateAll();
    expect((await codesOf(guest)).codes).toEqual(['LOYAL']);
    expect((await validate()).body).toMatchObject({ valid: false });
    const reward = { name: { en: 'Mug' }, kind: 'PRODUCT', cost: 10, segments: ['OTHER'] };
    expect(await network.post('/api/redemption-items', manager, reward)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'segments[0]', code: 'segment_unknown' }] },
    });
    expect(
      await network.post(`/api/segments/${other}/members`, manager, { guestIds: [guest], isIn: true }),
    ).toMatchObject({
      status: 404,
    });
    const analyst = await network.tokenOf('analyst');
    expect((await network.get('/api/segments?archived=true', analyst)).body.items).toHaveLength(2);
    expect((await network.post('/api/segments', analyst, { code: 'X', name: 'X', rule: null })).status).toBe(403);
  });

  it('keep rewards and coupons for their guests', async () => {
    const [inside, outside] = [await network.guest(), await network.guest()];
    const segment = await createSegment('LOYAL', null);
    await network.post(`/api/segments/${segment}/members`, manager, { guestIds: [inside], isIn: true });
    const gift = { kind: 'AMOUNT_OFF', amount: 100 };
    const reward = await network.post('/api/redemption-items', manager, {
      name: { en: 'Off' },
      kind: 'DISCOUNT',
      gift,
      cost: 1,
      segments: ['LOYAL'],
    });
    expect(reward.status).toBe(201);
    const batch = { kind: 'SHARED', redemptionItemId: reward.body.id, code: 'WELCOME22', uses: 9, segments: ['LOYAL'] };
    expect((await network.post('/api/coupons/batches', manager, batch)).body).toMatchObject({ segments: ['LOYAL'] });
    await test.app.get(Snapshots).current(network.id);
    for (const guest of [inside, outside]) {
      const pointOfSaleId = network.pointOfSaleId;
      await network.post(`/api/guest/${guest}/transaction`, manager, {
        type: 'MANUAL',
        direction: 'CREDIT',
        points: 5,
        reasonCode: 'GOODWILL',
      });
      const bought = await network.post(`/api/guest/${guest}/transaction`, manager, {
        type: 'REDEMPTION',
        pointOfSaleId,
        redemptionItemId: reward.body.id,
        quantity: 1,
      });
      const sold = await network.post(
        `/api/guest/${guest}/transaction`,
        manager,
        network.sale(1_000, { coupons: ['WELCOME22'] }),
      );
      if (guest === inside) expect([bought.status, sold.status]).toEqual([201, 201]);
      else
        for (const refused of [bought, sold])
          expect(refused).toMatchObject({ status: 422, body: { code: 'reward_not_available', reason: 'SEGMENT' } });
    }
    expect(await findings()).toEqual([]);
  });
});

/** Local days back to the same day a year ago, as a calendar on the wall has it. */
function daysOfYear(now: number): number {
  const today = new Date(now);
  const then = Date.UTC(today.getUTCFullYear() - 1, today.getUTCMonth(), today.getUTCDate());
  return Math.round((Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()) - then) / DAY);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Reads a rule as a person would. */
function holds(rule: GuestRule | GuestRule['rules'][number], facts: GuestFacts): boolean {
  if (isGroup(rule)) {
    const parts = rule.rules.map((part) => holds(part, facts));
    const said = rule.combinator === 'and' ? parts.every(Boolean) : parts.some(Boolean);
    return rule.not === true ? !said : said;
  }
  const value = facts[rule.field];
  const listed = [rule.value].flat();
  if (Array.isArray(value)) {
    const meets = listed.some((one) => (value as unknown[]).includes(one));
    return rule.operator === '=' || rule.operator === 'in' ? meets : !meets;
  }
  const [first, last] = listed as [number, number];
  const number = value as number;
  const outcomes: Record<string, boolean> = {
    '=': value === listed[0],
    '!=': value !== listed[0],
    in: listed.includes(value as string),
    notIn: !listed.includes(value as string),
    '<': number < first,
    '<=': number <= first,
    '>': number > first,
    '>=': number >= first,
    between: number >= first && number <= last,
    notBetween: !(number >= first && number <= last),
    null: value === null,
    notNull: value !== null,
  };
  return outcomes[rule.operator] === true;
}

function guestRules(restaurants: readonly string[]): fc.Arbitrary<GuestRule> {
  const ordered = fc.constantFrom('<', '<=', '>', '>=', '=', '!=');
  const listed = fc.constantFrom('in', 'notIn');
  const figure = (field: string, values: readonly number[]) =>
    fc.oneof(
      fc.record({ field: fc.constant(field), operator: ordered, value: fc.constantFrom(...values) }),
      fc.record({
        field: fc.constant(field),
        operator: fc.constantFrom('between', 'notBetween'),
        value: fc.constantFrom([values[0], values[1]], [values[1], values[2]]),
      }),
    );
  const conditions = fc.oneof(
    figure('spend', [1_000, 3_000, 9_000]),
    figure('visits', [1, 2, 4]),
    figure('spendOfYear', [600, 2_000, 5_000]),
    figure('visitsOfYear', [1, 2, 3]),
    figure('daysSinceLastSale', [50, 250, 500]),
    fc.record({
      field: fc.constant('restaurants'),
      operator: listed,
      value: fc.constantFrom([restaurants[0]], [restaurants[1]], [...restaurants]),
    }),
    fc.record({
      field: fc.constant('birthdayMonth'),
      operator: fc.constantFrom('null', 'notNull'),
      value: fc.constant(null),
    }),
    fc.record({
      field: fc.constant('registeredBy'),
      operator: listed,
      value: fc.constantFrom(['SELF'], ['STAFF', 'API']),
    }),
  );
  const groupOf = (rules: fc.Arbitrary<unknown>) =>
    fc.record(
      {
        combinator: fc.constantFrom('and', 'or'),
        not: fc.boolean(),
        rules: fc.array(rules, { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ['combinator', 'rules'] },
    );
  return groupOf(
    fc.oneof({ weight: 3, arbitrary: conditions }, { weight: 1, arbitrary: groupOf(conditions) }),
  ) as fc.Arbitrary<GuestRule>;
}
