/** @modules own */
import { register } from 'prom-client';
import type { TestApp } from '../../support/app';
import { zoneAtNoon } from '../../support/noon';
import type { TillNetwork } from '../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from './own-database';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OFF = 30 * HOUR;

/** All that Jest can fake but the date: what passes is measured as ever. */
const EVERYTHING_ELSE = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

describe("rule 33: a process whose own clock is a day and more from the database's", () => {
  let own: OwnDatabase;
  let network: TillNetwork;
  let cashier: string;
  let guest: string;
  let now: number;

  beforeAll(async () => {
    const timeZone = zoneAtNoon();
    now = Date.now();
    jest.useFakeTimers({ now: now + OFF, doNotFake: [...EVERYTHING_ELSE] });
    own = await startOnOwnDatabase();
    const { TillNetwork: Networks } = await import('../../support/till-network.js');
    network = await Networks.create(own.apps[0] as TestApp, { timeZone });
    cashier = await network.tokenOf('cashier');
    guest = await network.guest();
  });
  afterAll(async () => {
    await own.close();
    jest.useRealTimers();
  });

  /** The network's business date this number of days after today's date in the database. It is noon in the network, so both dates agree. */
  const dateOf = (days: number) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: network.timeZone }).format(now + days * DAY);
  const sell = (more: object = {}) =>
    network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(10_000, { ...more }));
  const currentShift = () => network.get(`/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`, cashier);

  it('has asked the database before it served, and tells how far it is from it', async () => {
    const metric = await register.getSingleMetricAsString('loyalty_clock_offset_seconds');
    const seconds = Number(/^loyalty_clock_offset_seconds (\S+)$/m.exec(metric)?.[1]);
    expect(Math.round(seconds / 60)).toBe(-OFF / 60_000);
  });

  it("dates a sale, its shift and its ids by the database's day", async () => {
    const sold = await sell();
    expect([sold.status, sold.body.businessDate]).toEqual([201, dateOf(0)]);
    const { status, body } = await currentShift();
    expect([status, body.businessDate, body.totals.sales.count]).toEqual([200, dateOf(0), 1]);
    const { rows } = await own.superuser.query<{ business_date: string }>('SELECT business_date FROM shifts');
    expect(rows.map(({ business_date: date }) => date)).toEqual([dateOf(0)]);
    const { lowestIdAt } = await import('../../../src/platform/ids/ids.js');
    expect(String(sold.body.id) < lowestIdAt(now + HOUR)).toBe(true);
  });

  it('takes the dates beside that day from a till, and no others', async () => {
    const statuses: number[] = [];
    for (const days of [-2, -1, 0, 1, 2]) statuses.push((await sell({ businessDate: dateOf(days) })).status);
    expect(statuses).toEqual([422, 201, 201, 201, 422]);
  });

  it('lets a cashier refund on the day of the sale', async () => {
    const sold = await sell();
    const refund = await network.post(`/api/transactions/${String(sold.body.id)}/refund`, cashier, { reason: 'cold' });
    expect(refund.status).toBe(201);
  });

  it('takes nobody for born who is not', async () => {
    const manager = await network.tokenOf('manager');
    const registered = async (birthDate: string) =>
      (await network.post('/api/guests', manager, { externalId: birthDate, birthDate })).status;
    const inTheFurthestZone = (days: number) => new Date(now + 14 * HOUR + days * DAY).toISOString().slice(0, 10);
    expect([await registered(inTheFurthestZone(1)), await registered(inTheFurthestZone(0))]).toEqual([400, 201]);
  });

  it("takes a token until its end by the database's time, and no longer", async () => {
    const { app } = own.apps[0] as TestApp;
    const { AccessTokens } = await import('../../../src/security/sessions/access-token.js');
    const { Clock } = await import('../../../src/platform/clock/clock.js');
    const holder = {
      kind: 'user',
      id: guest,
      role: 'manager',
      networkId: network.id,
      restaurantIds: 'ALL',
      sessionId: guest,
      guestId: null,
      onBehalf: false,
      mustEnrol: false,
    } as const;
    const isTaken = async (token: string) => (await network.get('/api/shifts/none', token)).status !== 401;
    const [tokens, clock] = [app.get(AccessTokens), app.get(Clock)];
    const signedAgo = (ms: number) => {
      const at = jest.spyOn(clock, 'now').mockReturnValue(new Date(now - ms));
      const token = tokens.sign(holder);
      at.mockRestore();
      return token;
    };
    const [living, over] = [signedAgo(0), signedAgo(HOUR)];
    for (const own of [OFF, -OFF]) {
      jest.setSystemTime(now + own);
      expect([await isTaken(living), await isTaken(over)]).toEqual([true, false]);
    }
    jest.setSystemTime(now + OFF);
  });

  it('goes on by the same day when its clock is set', async () => {
    jest.setSystemTime(now - OFF);
    const sold = await sell();
    expect([sold.status, sold.body.businessDate]).toEqual([201, dateOf(0)]);
    expect((await currentShift()).body.businessDate).toBe(dateOf(0));
    jest.setSystemTime(now + OFF);
  });
});
