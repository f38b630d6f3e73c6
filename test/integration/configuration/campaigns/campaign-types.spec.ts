import { dayOfIsoDate, isoDateOf } from '../../../../src/platform/clock/calendar';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import documents from '../../../support/marketing/campaign-types.json';
import { TillNetwork } from '../../../support/till-network';

type Name = keyof typeof documents;
interface Answer {
  readonly id: string;
  readonly trace: readonly { readonly rule: string; readonly amount: number }[];
}

const DRINK = { sku: 'TEA', category: 'drinks', quantity: 1, total: 20_000 };

/** Publishes every starting point of the editor as the pages write it, and sells until the campaign pays. */
describe('types of campaigns', () => {
  let test: TestApp;
  /** Each campaign has a network of its own, so that campaigns do not affect one another. */
  const networks = new Map<Name, TillNetwork>();
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    const starts = await Promise.all((Object.keys(documents) as Name[]).map(start));
    await eventually('the start', () => Promise.resolve(Date.now() > Math.max(...starts) + 200));
  });
  afterAll(() => test.close());

  /** Publishes a document, and returns when it counts. */
  async function start(name: Name): Promise<number> {
    const own = await TillNetwork.create(test, { preset: 'points-4' });
    networks.set(name, own);
    const token = await own.tokenOf('manager');
    const made = await own.post('/api/campaigns', token, { code: name, document: current(name, own.restaurantId) });
    expect([name, made.status]).toEqual([name, 201]);
    const put = await test
      .api()
      .put(`/api/campaigns/${String(made.body.id)}/state`)
      .set('Authorization', `Bearer ${token}`)
      .send({ state: 'RUNNING' });
    expect([name, put.status, put.body.state]).toEqual([name, 200, 'ACTIVE']);
    return Date.parse(put.body.effectiveFrom as string);
  }

  /** The test runs on any day, and the budget's restaurant is one of the network. */
  function current(name: Name, restaurantId: string): object {
    const { schedule, budgets, ...document } = documents[name];
    return {
      ...document,
      schedule: { ...schedule, startsAt: '2026-01-01T00:00', endsAt: null, recurrence: null },
      budgets: (budgets as object[]).map((budget) => ({ ...budget, restaurantId })),
    };
  }

  const sell = async (guest: string, amount: number, more: object = {}): Promise<Answer> => {
    const sold = await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(amount, { ...more }));
    expect(sold.status).toBe(201);
    return sold.body as Answer;
  };
  /** Points that the campaign paid in a sale. */
  const paidIn = ({ trace }: Answer, name: Name): number =>
    trace.reduce((sum, { rule, amount }) => sum + (rule === `campaign.${name}` ? amount : 0), 0);
  const bornToday = (guest: string) =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `UPDATE guest_states SET birthday = to_char(now() AT TIME ZONE $3, 'MMDD')::int, version = version + 1
          WHERE network_id = $1 AND guest_id = $2`,
        [network.id, guest, network.timeZone],
      ),
    );

  it.each<[Name, number, (guest: string) => Promise<Answer>]>([
    // 200.00 earn 200 points by the base, and 1,000.00 earn 1,000.
    ['WEEKEND', 1_000, (guest) => sell(guest, 100_000)],
    ['CATEGORY', 400, (guest) => sell(guest, 20_000, { items: [DRINK] })],
    ['LAUNCH', 800, (guest) => sell(guest, 20_000, { items: [DRINK] })],
    ['WIN_BACK', 300, (guest) => sell(guest, 10_000)],
    [
      'BIRTHDAY',
      500,
      async (guest) => {
        await bornToday(guest);
        return sell(guest, 10_000);
      },
    ],
    [
      'VISITS',
      300,
      async (guest) => {
        for (let visit = 1; visit < 5; visit += 1) expect(paidIn(await sell(guest, 10_000), 'VISITS')).toBe(0);
        return sell(guest, 10_000);
      },
    ],
    [
      'SEVERAL',
      250,
      async (guest) => {
        const items = [{ ...DRINK, quantity: 2, total: 40_000 }];
        expect(paidIn(await sell(guest, 40_000, { items }), 'SEVERAL')).toBe(0);
        const reported = await network.post(`/api/guests/${guest}/activities`, await network.keyOf('loyalty'), {
          activity: 'review',
          reference: guest,
        });
        expect(reported.status).toBe(201);
        return sell(guest, 20_000, { items: [DRINK] });
      },
    ],
    ['MESSAGE', 0, (guest) => sell(guest, 10_000)],
  ])('%s is published and pays %i', async (name, expected, ring) => {
    network = networks.get(name) as TillNetwork;
    manager = await network.tokenOf('manager');
    expect(paidIn(await ring(await network.guest()), name)).toBe(expected);
  });

  it('TIER_CHALLENGE is published and gives the next tier until its end, which a refund takes back', async () => {
    network = networks.get('TIER_CHALLENGE') as TillNetwork;
    manager = await network.tokenOf('manager');
    const guest = await network.guest();
    const tierNow = async () => (await network.get(`/api/guests/${guest}/tier`, manager)).body as object;
    // Tiers end with calendar days of the network, which begin at midnight, hours before its business days.
    const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Moscow' });
    const sale = await sell(guest, 500_000);
    expect(sale.trace.map(({ rule }) => rule)).toContain('campaign.TIER_CHALLENGE.tier');
    expect(await tierNow()).toMatchObject({
      code: 'SILVER',
      byHand: {
        tier: 'SILVER',
        ruleTier: 'BRONZE',
        campaign: 'TIER_CHALLENGE',
        until: isoDateOf(dayOfIsoDate(today) + 90),
      },
    });
    await network.post(`/api/transactions/${sale.id}/refund`, manager, { reason: 'cold' }).expect(201);
    expect(await tierNow()).toMatchObject({ code: 'BRONZE', byHand: null });
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
