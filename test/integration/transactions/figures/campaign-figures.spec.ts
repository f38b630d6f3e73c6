import { partsPerMillion } from '../../../../src/decision';
import { findJournalTotals } from '../../../../src/marketing/results/campaign-results.sql';
import { CampaignFiguresRelay } from '../../../../src/transactions/figures/breakdowns/campaign-figures-relay';
import type { Catalogue, FiguresAnswer } from '../../../../src/transactions/figures/questions/figures.dto';
import { DayRecount } from '../../../../src/transactions/figures/recount/day-recount';
import { FiguresRelay } from '../../../../src/transactions/jobs/figures-relay';
import { LogReader } from '../../../../src/transactions/jobs/log-reader';
import { PastFigures } from '../../../../src/transactions/jobs/past-figures';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { campaignOf } from '../../../support/decision/campaigns';
import { programOf, tierOf } from '../../../support/decision/programs';
import { countEvents } from '../../../support/count-events';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';
import { tokenOfUser } from '../../support/people-fixture';

const CODES = 'campaignUses,campaignSales,campaignAmount,campaignPoints,campaignMoneyOff,campaignMoneyOffPpm';

describe('figures by campaign', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let span: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { document: programOf({ tiers: [tierOf('BASE', {})] }) });
    manager = await network.tokenOf('manager');
    span = `from=${network.businessDate(-1)}&to=${network.businessDate()}`;
    await runCampaign(network, 'TWICE', campaignOf({ name: { en: 'Twice the points', ru: 'Вдвое' } }));
    await runCampaign(
      network,
      'TENTH',
      campaignOf({
        ...{ schema: 3, type: 'MONEY_OFF', offer: null, everybody: true, name: { en: 'A tenth off' } },
        moneyOff: { kind: 'SHARE', ratePpm: partsPerMillion(100_000) } as never,
      }),
    );
    await act();
    await countAll();
  });
  afterAll(() => test.close());

  /** Makes two sales to a guest and refunds a part of the second. Then records two anonymous receipts, and the guest claims the second receipt. */
  async function act(): Promise<void> {
    const guest = await network.guest();
    const sell = async (amount: number, more: Record<string, unknown> = {}) =>
      (await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(amount, more)).expect(201))
        .body as {
        id: string;
      };
    await sell(1_000);
    const { id } = await sell(2_000, { pointOfSaleId: network.otherPointOfSaleId });
    await network.post(`/api/transactions/${id}/refund`, manager, { reason: 'cold', amount: 500 }).expect(201);
    const receipt = async (receiptNumber: string) => {
      const body = { pointOfSaleId: network.pointOfSaleId, amount: 600, receiptNumber };
      return ((await network.post('/api/receipts', manager, body).expect(201)).body as { id: string }).id;
    };
    await receipt('R-1');
    await network.post(`/api/receipts/${await receipt('R-2')}/claim`, manager, { guestId: guest }).expect(201);
  }

  const countAll = () =>
    countEvents(network.database, network.id, test.app.get(CampaignFiguresRelay), test.app.get(FiguresRelay));

  const ask = async (query: string, token = manager, language = 'en'): Promise<FiguresAnswer> =>
    (await network.get(`/api/figures?${query}&compare=none`, token).set('Accept-Language', language).expect(200))
      .body as FiguresAnswer;

  it('are uses, receipts, points and money off, less what refunds took back', async () => {
    const { items, total, isCounted } = await ask(`figures=${CODES}&by=campaign&${span}`);
    expect(isCounted).toBe(true);
    // The claim adds points from the first campaign. The money off of the claimed receipt was already counted when the receipt was recorded.
    expect(items).toEqual([
      {
        key: 'TENTH',
        name: 'A tenth off',
        values: {
          campaignUses: 4,
          campaignSales: 4,
          campaignAmount: 4_200,
          campaignPoints: 0,
          campaignMoneyOff: 370,
          campaignMoneyOffPpm: 88_095,
        },
        compared: null,
      },
      { key: 'TWICE', name: 'Twice the points', values: expect.anything() as unknown, compared: null },
    ]);
    const sums = Object.fromEntries(
      ['campaignUses', 'campaignPoints', 'campaignMoneyOff'].map((code) => [
        code,
        items.reduce((sum, { values }) => sum + (values[code] ?? 0), 0),
      ]),
    );
    expect(total.values).toMatchObject(sums);
  });

  it('are those of the results of campaigns, which are computed from the journal', async () => {
    const { items } = await ask(`figures=campaignPoints,campaignMoneyOff&by=campaign&${span}`);
    const now = Date.now();
    for (const { key, values } of items) {
      const { points, amount } = await network.database.inNetwork(network.id, (tx) =>
        findJournalTotals(tx, network.id, key ?? '', new Date(now - 86_400_000), new Date(now + 60_000)),
      );
      expect([key, values.campaignPoints, key === 'TENTH' ? values.campaignMoneyOff : amount]).toEqual([
        key,
        points,
        amount,
      ]);
    }
    expect(items.some(({ values }) => (values.campaignPoints ?? 0) > 0)).toBe(true);
  });

  it('are by restaurant and date too, beside figures of other tables, and a file', async () => {
    const byPlace = await ask(`figures=campaignMoneyOff,amount&by=restaurant&${span}`);
    expect(byPlace.items.map(({ name, values }) => [name, values])).toEqual([
      ['Centre', { campaignMoneyOff: 220, amount: 2_200 }],
      ['Harbour', { campaignMoneyOff: 150, amount: 2_000 }],
    ]);
    const { items } = await ask(`figures=campaignMoneyOff&by=day&${span}`);
    expect(items.map(({ values }) => values.campaignMoneyOff)).toEqual([0, 370]);
    const ofOne = await ask(`figures=campaignMoneyOff&by=campaign&${span}&restaurantIds=${network.restaurantId}`);
    expect(ofOne.items.find(({ key }) => key === 'TENTH')?.values).toEqual({ campaignMoneyOff: 220 });
    const { text } = await network
      .get(`/api/figures/table?figures=campaignMoneyOff&by=campaign&compare=none&${span}`, manager)
      .set('Accept-Language', 'ru')
      .expect(200);
    expect(text).toBe('campaign,name,campaignMoneyOff\r\nTENTH,A tenth off,370\r\nTWICE,Вдвое,0\r\n');
    await network.get(`/api/figures?figures=net&by=campaign&${span}`, manager).expect(400);
  });

  it('are for those who may read campaigns', async () => {
    const group = await network
      .post('/api/restaurant-groups', manager, { name: 'Centre', restaurantIds: [network.restaurantId] })
      .expect(201);
    const { id: restaurantGroupId } = group.body as { id: string };
    const person = { email: `d-${network.id}@example.test`, role: 'manager', restaurantGroupId } as const;
    const { user } = await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).create(tx, network.id, person, { actor: 'system', origin: NO_ORIGIN }),
    );
    const district = await tokenOfUser(test.app, user.id);
    const { body } = await network.get(`/api/figures?figures=campaignUses&by=campaign&${span}`, district).expect(403);
    expect(body).toMatchObject({ code: 'figure_not_allowed', figure: 'campaignUses' });
    const list = (await network.get('/api/figures/catalogue', district).expect(200)).body as Catalogue;
    expect(list.items.some(({ by }) => by.includes('campaign'))).toBe(false);
    const names = async (language: string) =>
      (
        (await network.get('/api/figures/catalogue', manager).set('Accept-Language', language).expect(200))
          .body as Catalogue
      ).items.find(({ code }) => code === 'campaignMoneyOff');
    expect(await names('ru')).toMatchObject({
      name: 'Скидки по акциям',
      by: ['day', 'week', 'month', 'restaurant', 'weekday', 'campaign'],
    });
    expect(await names('en')).toMatchObject({ name: 'Money off by campaigns', mostDays: 1_827 });
  });

  it('are counted anew, all of them and those of a date', async () => {
    const rowsOf = () =>
      network.database.inNetwork(network.id, (tx) =>
        tx.query('SELECT * FROM campaign_figures WHERE network_id = $1 ORDER BY campaign, restaurant_id', [network.id]),
      );
    const rows = await rowsOf();
    expect(rows).toHaveLength(4);
    const spoil = (text: string) => network.database.inNetwork(network.id, (tx) => tx.query(text, [network.id]));
    await spoil('UPDATE campaign_figures SET points = points + 7, uses = 0 WHERE network_id = $1');
    await test.app.get(LogReader).advanceOne(network.id, test.app.get(PastFigures));
    await test.app.get(DayRecount).recount(network.id, network.businessDate());
    expect(await rowsOf()).toEqual(rows);
    await spoil('DELETE FROM campaign_figures WHERE network_id = $1');
    await test.app.get(CampaignFiguresRelay).recount(network.id);
    await countAll();
    expect(await rowsOf()).toEqual(rows);
  });

  it('are none where the network has no campaigns, and the follower passes its acts over', async () => {
    const stranger = await TillNetwork.create(test);
    const { items, total } = await ask(`figures=campaignUses&by=campaign&${span}`, await stranger.tokenOf('manager'));
    expect([items, total.values]).toEqual([[], { campaignUses: 0 }]);
  });
});
