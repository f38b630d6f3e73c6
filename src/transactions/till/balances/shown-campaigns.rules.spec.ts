import { newGuest } from '../../../decision';
import { campaignOf } from '../../../../test/support/decision/campaigns';
import { GUEST, NOW, snapshotOf } from '../../../../test/support/till/till-acts';
import { shownCampaignsOf } from './shown-campaigns.rules';

describe('the campaigns that a guest sees', () => {
  const shown = (campaigns: Parameters<typeof snapshotOf>[2], holdoutPpm = 0) =>
    shownCampaignsOf(
      GUEST,
      newGuest(),
      'BASE',
      snapshotOf(undefined, { campaignHoldoutPpm: holdoutPpm }, campaigns),
      NOW,
      'ru',
    );
  const until = (endsAt: string | null) =>
    campaignOf({ schedule: { startsAt: '2026-01-01T00:00', endsAt, recurrence: null, exceptions: [] } });

  it('have a name in the language of the reader, their restaurants and their tasks', () => {
    const where = { restaurantIds: ['restaurant'], channels: [] };
    const own = campaignOf({ name: { en: 'Ten', ru: 'Десять' }, where });
    expect(shown({ campaigns: { TEN: own, OTHER: campaignOf() } })).toEqual([
      { code: 'OTHER', name: 'Campaign', lastDay: null, restaurantIds: [], tasks: [] },
      { code: 'TEN', name: 'Десять', lastDay: null, restaurantIds: ['restaurant'], tasks: [] },
    ]);
  });

  it.each([
    ['2026-03-10T00:00', '2026-03-09'],
    ['2026-03-10T00:01', '2026-03-10'],
    ['2026-03-10T23:59', '2026-03-10'],
    [null, null],
  ])('that end before %s, last until %s', (endsAt, lastDay) => {
    expect(shown({ campaigns: { TEN: until(endsAt) } })).toMatchObject([{ lastDay }]);
  });

  it('are none where the network has none, and for a guest of its control group', () => {
    expect(shown({})).toEqual([]);
    expect(shown({ campaigns: { TEN: campaignOf() } }, 1_000_000)).toEqual([]);
  });
});
