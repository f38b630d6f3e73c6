import { partsPerMillion, points } from '../../../../src/decision';
import { CampaignsJob } from '../../../../src/marketing/campaigns/campaigns.job';
import { Inbox } from '../../../../src/security';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { placeInDraw } from '../../../support/decision/campaign-oracle';
import { campaignOf } from '../../../support/decision/campaigns';
import { programOf } from '../../../support/decision/programs';
import { eventually } from '../../../support/eventually';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

const HALF = partsPerMillion(500_000);
const CONTROL = { sharePpm: partsPerMillion(250_000), seed: 'seed' };
const GUESTS = 40;

interface Figures {
  readonly guests: number;
  readonly told: number;
  readonly came: number;
  readonly visits: number;
  readonly money: number;
  readonly points: number;
}

describe('variants of a campaign', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { document: programOf() });
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const sell = async (guest: string) => {
    const { body } = await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(1_000)).expect(201);
    return body as { id: string; pointsEarned: number };
  };
  const inboxOf = async (guest: string) =>
    (
      await network.database.inNetwork(network.id, (tx) => test.app.get(Inbox).list(tx, network.id, guest, null, 10))
    ).map(({ text }) => text);
  const reproduced = async (): Promise<unknown> => {
    const asked = await network.post('/api/backtests', manager, { mode: 'REPRODUCE' }).expect(202);
    const read = async () =>
      (await network.get(`/api/backtests/${String(asked.body.id)}`, manager).expect(200)).body as {
        status: string;
        report: unknown;
      };
    await eventually('a backtest', async () => {
      await test.app.get(BacktestRuns).runNext(network.id);
      return (await read()).status === 'DONE';
    });
    return (await read()).report;
  };

  it('give and tell each guest its own, for ever, and are compared with one another and the control group', async () => {
    const guests: string[] = [];
    for (let n = 0; n < GUESTS; n += 1) guests.push(await network.guest());
    const consents = [{ kind: 'marketing', version: '1', given: true }];
    for (const guest of guests)
      expect((await network.post(`/api/guests/${guest}/consents`, manager, { consents })).status).toBeLessThan(300);
    const campaign = campaignOf({
      schema: 2,
      control: CONTROL,
      announcement: { en: { title: 'Ten', text: 'Points.' } },
      variants: [
        { id: 'TEN', sharePpm: HALF, offer: null, announcement: null },
        {
          id: 'SEVEN',
          sharePpm: HALF,
          offer: { kind: 'POINTS', points: points(7) },
          announcement: { en: { title: 'Seven', text: 'Points.' } },
        },
      ],
    });
    await runCampaign(network, 'AB', campaign);
    const job = test.app.get(CampaignsJob);
    while ((await job.doNext(network.id)) !== 'idle');

    const armOf = (guest: string) => {
      if (placeInDraw('seed', guest) < CONTROL.sharePpm) return 'CONTROL';
      return placeInDraw('variants:AB', guest) < HALF ? 'TEN' : 'SEVEN';
    };
    const of = (arm: string) => guests.filter((guest) => armOf(guest) === arm);
    const arms = ['TEN', 'SEVEN', 'CONTROL'];
    for (const arm of arms) expect(of(arm).length).toBeGreaterThan(0);
    const sales = new Map<string, string>();
    const extra: Record<string, number> = { TEN: 10, SEVEN: 7, CONTROL: 0 };
    const texts: Record<string, string[]> = { TEN: ['Ten\n\nPoints.'], SEVEN: ['Seven\n\nPoints.'], CONTROL: [] };
    for (const arm of arms)
      for (const guest of of(arm)) {
        expect(await inboxOf(guest)).toEqual(texts[arm]);
        const sale = await sell(guest);
        expect([arm, sale.pointsEarned]).toEqual([arm, 10 + (extra[arm] ?? 0)]);
        sales.set(arm, sale.id);
      }

    // A later version leaves guests in their variants.
    await runCampaign(network, 'AB', { ...campaign, priority: 5 });
    const [again = ''] = of('SEVEN');
    expect((await sell(again)).pointsEarned).toBe(17);
    await network.post(`/api/transactions/${sales.get('SEVEN') ?? ''}/refund`, manager, { reason: 'cold' }).expect(201);
    for (const arm of arms) {
      const { body } = await network.get(`/api/transactions/${sales.get(arm) ?? ''}/explain`, manager).expect(200);
      expect(body).toMatchObject({ agrees: true, differences: [] });
      const { trace } = body as { trace: { arguments: { variant?: string }; reason: string }[] };
      const isSaid = trace.some(({ arguments: { variant }, reason }) => variant === arm && reason.includes(arm));
      expect([arm, isSaid]).toEqual([arm, arm !== 'CONTROL']);
    }
    expect((await test.app.get(LedgerVerification).verify(network.id)).findings.list()).toEqual([]);
    expect(await reproduced()).toMatchObject({ reproduces: true });

    const { items } = (await network.get('/api/campaigns', manager)).body as { items: { id: string }[] };
    const { body } = await network.get(`/api/campaigns/${items[0]?.id ?? ''}/stats`, manager).expect(200);
    const { variants, arms: groups } = body as {
      variants: (Figures & { variant: string; againstControl: object; against: object[] })[];
      arms: (Figures & { arm: string })[];
    };
    const [ten, seven] = [of('TEN').length, of('SEVEN').length];
    expect(variants).toMatchObject([
      { variant: 'TEN', guests: ten, told: ten, came: ten, visits: ten, money: ten * 1_000, points: ten * 10 },
      // One bought twice, and one sale of those was refunded.
      { variant: 'SEVEN', guests: seven, told: seven, visits: seven, money: seven * 1_000, points: seven * 7 },
    ]);
    expect(variants[0]?.againstControl).toMatchObject({ money: { treated: 1_000, control: 1_000 } });
    expect(variants[0]?.against).toMatchObject([{ variant: 'SEVEN', compared: { money: { treated: 1_000 } } }]);
    expect(variants[1]?.against).toEqual([]);
    const treated = groups.find(({ arm }) => arm === 'TREATED');
    expect(treated).toMatchObject({ guests: ten + seven, points: ten * 10 + seven * 7 });
  });
});
