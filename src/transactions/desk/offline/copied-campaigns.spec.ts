import { CampaignHistory } from '../../../configuration/snapshots/campaign-history';
import { compileCampaign, points } from '../../../decision';
import { campaignOf } from '../../../../test/support/decision/campaigns';
import { type BudgetRest, campaignsForCopy, copiedCampaign } from './copied-campaigns.rules';

const NOW = Date.UTC(2026, 10, 22, 12);
const HERE = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d01';
const THERE = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d02';

function stateOf(code: string, changes: Parameters<typeof campaignOf>[0], isPaused = false) {
  const [state, document] = isPaused ? (['PAUSED', null] as const) : (['RUNNING', campaignOf(changes)] as const);
  return { code, version: 1, state, document, effectiveFrom: new Date(NOW - 60_000) };
}

const from = (startsAt: string, endsAt: string | null = null) => ({
  schedule: { startsAt, endsAt, recurrence: null, exceptions: [] },
});

test('a till is told of the campaigns that give something at its sales within a day', () => {
  const history = new CampaignHistory([
    stateOf('NOW', {}),
    stateOf('TOMORROW', from('2026-11-23T08:00')),
    stateOf('HERE', { where: { restaurantIds: [HERE], channels: ['OFFLINE'] }, priority: 1 }),
    stateOf('NEXT_WEEK', from('2026-11-29T08:00')),
    stateOf('OVER', from('2026-01-01T00:00', '2026-11-20T00:00')),
    stateOf('THERE', { where: { restaurantIds: [THERE], channels: [] } }),
    stateOf('BY_API', { where: { restaurantIds: [], channels: ['API'] } }),
    stateOf('MESSAGE', { offer: null }),
    stateOf('PAUSED', {}),
    stateOf('PAUSED', {}, true),
  ]);
  expect(campaignsForCopy(history, HERE, NOW)?.map(({ code }) => code)).toEqual(['NOW', 'TOMORROW', 'HERE']);
  const some = Array.from({ length: 200 }, (_, index) => stateOf(`C${String(index)}`, {}));
  expect(campaignsForCopy(new CampaignHistory(some), HERE, NOW)).toHaveLength(200);
  expect(campaignsForCopy(new CampaignHistory([...some, stateOf('ONE_MORE', {})]), HERE, NOW)).toBeNull();
});

test('what is left of budgets is that of the tightest one at the restaurant, by the newest limit', () => {
  const document = campaignOf({
    budgets: [
      { unit: 'POINTS', restaurantId: null, limit: 1_000 },
      { unit: 'POINTS', restaurantId: HERE, limit: 100 },
      { unit: 'POINTS', restaurantId: THERE, limit: 1 },
      { unit: 'USES', restaurantId: null, limit: 5 },
    ],
    announcement: { en: { title: 'Ten', text: 'Points.' } },
  });
  const restOf = (restaurantId: string | null, changes: Partial<BudgetRest>): BudgetRest => ({
    campaign: 'C',
    unit: 'POINTS',
    restaurantId,
    version: 2,
    most: 1_000,
    given: 0,
    ...changes,
  });
  const copied = (...rests: BudgetRest[]) => copiedCampaign(compileCampaign('C', 2, document), HERE, rests);
  expect(copied().left).toEqual({ points: 100, money: null, uses: 5 });
  const used = [restOf(null, { given: 940 }), restOf(HERE, { most: 100, given: 30 })];
  expect(copied(...used, restOf(null, { unit: 'USES', most: 5, given: 5 })).left).toEqual({
    points: 60,
    money: null,
    uses: 0,
  });
  // It was last used under a smaller limit, of an older version.
  expect(copied(restOf(HERE, { version: 1, most: 40, given: 40 })).left.points).toBe(60);
  expect(copied().document).toMatchObject({ announcement: null, offer: { kind: 'POINTS', points: points(10) } });
});
