import { ModulesContainer } from '@nestjs/core';
import { NetworkJob } from '../../../../src/transactions';
import { CouponBatches } from '../../../../src/transactions/rewards/coupons/coupon-batches';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

/** Halvings after which any piece has one row. */
const OFTEN = 14;

/** Kinds of work without rows to halve, each with how it stays within its time. */
const WHOLE: Readonly<Record<string, string>> = {
  WebhooksJob: 'starts lanes, which deliver by themselves',
  LogReader: 'halves its pages for each follower by itself',
  BacktestRuns: 'reads in chunks, without a transaction that writes',
  RfmJob: 'reads on a snapshot, and writes one row for each network',
  ReconciliationJob: 'asks iiko for a page at a time',
  OnlinePaymentsJob: 'asks the provider for one payment at a time',
  BillingJob: 'bills one plan at a time',
  LetterJob: 'writes one letter in a transaction',
  FigureAlertsJob: 'judges one threshold in a transaction',
  CampaignRailsJob: 'judges one campaign in a transaction',
  PublicationsJob: 'publishes the newest seal alone, each place by itself',
  GuestFilesJob: 'reads a part at a time, and imports in the pieces of the command, which ends each by itself',
  BucketExports: 'reads a page of facts at a time, each by a short statement',
  WalletCertificatesJob: 'looks at the two certificates that a network has at most',
};

describe('work in pieces, one of which was cut off at its time limit', () => {
  let test: TestApp;
  let network: TillNetwork;
  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
  });
  afterAll(() => test.close());

  const jobs = (): NetworkJob[] => {
    const providers = [...test.app.get(ModulesContainer).values()].flatMap((module) => [...module.providers.values()]);
    const instances = providers.map(({ instance }): unknown => instance);
    return [...new Set(instances)].filter((instance): instance is NetworkJob => instance instanceof NetworkJob);
  };

  it('asks how often its next piece is to be halved, whatever the kind of work', async () => {
    const deaf: string[] = [];
    for (const job of jobs()) {
      const halvings = jest.fn(() => OFTEN);
      await job.doNext(network.id, Object.defineProperty({}, 'halvings', { get: halvings }));
      if (halvings.mock.calls.length === 0) deaf.push(job.constructor.name);
    }
    expect(deaf.sort()).toEqual(Object.keys(WHOLE).sort());
  });

  it('makes coupons one by one then, and goes on to the end of the batch', async () => {
    const shop = await RewardShop.open(network);
    const asked = { kind: 'SINGLE', redemptionItemId: await shop.discount({ cost: 0 }), count: 3 };
    const { id } = (await network.post('/api/coupons/batches', shop.manager, asked).expect(201)).body as { id: string };
    const made = async () =>
      ((await network.get(`/api/coupons/batches/${id}`, shop.manager)).body as { made: number }).made;
    const batches = test.app.get(CouponBatches);
    expect(await batches.doNext(network.id, { halvings: OFTEN })).toBe('more');
    expect(await made()).toBe(1);
    expect(await batches.doNext(network.id)).toBe('done');
    expect(await made()).toBe(3);
  });
});
