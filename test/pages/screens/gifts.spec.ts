import { waitFor } from '@testing-library/dom';
import { cellsOf } from './harness/tables';
import { openPage } from './harness/open-page';
import { inMain, mainText } from './harness/main';
import type { Answer } from './harness/recorded-answers';

const REWARD = '0198f2c4-7b1e-7c3a-9d52-000000000009';
const REWARDS: Answer<'getAnalyticsRewards'> = {
  currency: 'RUB',
  currencyDigits: 2,
  businessDate: '2026-03-10',
  from: '2026-03-01',
  to: '2026-03-02',
  comparedFrom: '2026-02-22',
  comparedTo: '2026-02-23',
  items: [
    {
      rewardId: REWARD,
      redeemed: 4,
      byCoupon: 1,
      guests: 3,
      points: 400,
      pointsWorth: 40_000,
      sales: 2,
      salesAmount: 300_000,
      moneyOff: 45_000,
      comparedRedeemed: 2,
    },
  ],
};
type Campaign = Answer<'listCampaignResults'>['items'][number];
const campaign = (code: string, uplift: Campaign['uplift']): Campaign => ({
  campaignId: `0198f2c4-7b1e-7c3a-9d52-00000000000${code}`,
  code,
  name: { en: `Campaign ${code}` },
  type: 'POINTS_MULTIPLIER',
  state: 'ACTIVE',
  since: '2026-02-01T00:00:00Z',
  until: '2026-03-10T00:00:00Z',
  guests: 90,
  control: 10,
  came: 40,
  visits: 60,
  money: 5_000_000,
  points: 900,
  pointsWorth: 90_000,
  moneyOff: 10_000,
  checks: 7,
  cost: 100_000,
  uplift,
  returned: uplift?.verdict.kind === 'MORE' ? { estimate: 1_804, low: 900, high: 2_700 } : null,
});
const figure = (kind: 'MORE' | 'NOT_YET'): NonNullable<Campaign['uplift']> => ({
  treated: 1_200,
  control: 1_000,
  removed: 0,
  matters: 50,
  interval: { estimate: 200.4, low: 100, high: 300 },
  verdict: { kind, bound: null, because: kind === 'NOT_YET' ? 'TOO_FEW' : null, guests: null },
});

describe('the tab of campaigns and rewards', () => {
  it('says use, cost and uplift of each campaign, one page after the other, and the use of rewards', async () => {
    const { user, calls } = await openPage('/admin/analytics/gifts?from=2026-03-01&to=2026-03-02', {
      answers: {
        getAnalyticsRewards: REWARDS,
        listCampaignResults: ({ query }) =>
          query.has('cursor')
            ? { items: [campaign('3', null)], nextCursor: null }
            : { items: [campaign('1', figure('MORE')), campaign('2', figure('NOT_YET'))], nextCursor: 'next' },
      },
    });
    await user.click(await inMain().findByRole('button', { name: 'Show more campaigns' }));
    await waitFor(() => expect(inMain().queryByRole('button', { name: 'Show more campaigns' })).toBeNull());
    const asked = calls.filter(({ operation }) => operation === 'listCampaignResults');
    expect(asked.map(({ query }) => query.toString())).toEqual([
      'runsFrom=2026-03-01&runsTo=2026-03-02',
      'runsFrom=2026-03-01&runsTo=2026-03-02&cursor=next',
    ]);
    for (const button of inMain().getAllByRole('button', { name: 'Show table' })) await user.click(button);
    const rows = cellsOf(/^Campaigns that ran in/);
    expect(rows.map(([name]) => name)).toEqual(['Campaign 1Active', 'Campaign 2Active', 'Campaign 3Active']);
    expect(rows[0]?.slice(4)).toEqual([
      '900',
      '₽1,000.00',
      '₽50,000.00',
      '₽2.00from ₽1.00 to ₽3.00',
      '₽1.00',
      '₽3.00',
      '1.804from 0.9 to 2.7',
      '0.9',
      '2.7',
    ]);
    expect(rows.map((row) => row[7])).toEqual(['₽2.00from ₽1.00 to ₽3.00', 'Can’t be told yet', 'No control group']);
    expect(cellsOf(/^Rewards, /)[0]?.slice(1)).toEqual([
      '4▲ 100%',
      '2',
      '1',
      '3',
      '400',
      '₽400.00',
      '2',
      '₽3,000.00',
      '₽450.00',
    ]);
    expect(inMain().getByRole('link', { name: 'Campaign 1' }).getAttribute('href')).toContain('/campaigns/');
  });

  it('says in Russian that there was neither', async () => {
    await openPage('/admin/analytics/gifts', {
      language: 'ru',
      answers: {
        getAnalyticsRewards: { ...REWARDS, items: [] },
        listCampaignResults: { items: [], nextCursor: null },
      },
    });
    await waitFor(() => expect(mainText()).toContain('В этом периоде акций не было.'));
    expect(mainText()).toContain('В этом периоде наград не брали.');
  });
});
