import { campaignMistakes } from '../campaign-document/campaign-names.rules';
import { PRESETS } from '../program-document/presets';
import { campaignsOfPreset } from './preset-campaigns';

const ONCE = { numerator: 1, denominator: 1 };

describe('the campaigns of a preset', () => {
  it('are those of the rewards service, with its figures and in the minor units of the currency', () => {
    const drafts = campaignsOfPreset('points-4', 2, ONCE, '2026-11-25');
    expect(drafts.map(({ document: { type, offer, schedule } }) => [type, offer, schedule.endsAt])).toEqual([
      ['POINTS_MULTIPLIER', { kind: 'MULTIPLIER', multiplierPpm: 2_000_000 }, null],
      ['TIER_CHALLENGE', null, '2026-12-25T00:00'],
      ['CATEGORY_BONUS', { kind: 'MULTIPLIER', multiplierPpm: 3_000_000 }, '2026-12-02T00:00'],
      ['PRODUCT_LAUNCH', { kind: 'MULTIPLIER', multiplierPpm: 5_000_000 }, '2026-12-09T00:00'],
      ['REFERRAL', null, null],
      ['MONEY_OFF', null, '2026-12-25T00:00'],
    ]);
    const targetOf = (...of: Parameters<typeof campaignsOfPreset>) =>
      campaignsOfPreset(...of).flatMap(({ document }) => document.challenge?.tasks.map(({ target }) => target) ?? []);
    expect(targetOf('points-4', 2, ONCE, '2026-11-25')).toEqual([50_000]);
    expect(targetOf('points-4', 0, { numerator: 90, denominator: 1 }, '2026-11-25')).toEqual([45_000]);
    expect(targetOf('hybrid-5', 2, ONCE, '2026-11-25')).toEqual([]);
  });

  it('show what a campaign can take off the price, also beside the discounts of `hybrid-5`', () => {
    const moneyOffOf = (preset: 'points-4' | 'hybrid-5') =>
      campaignsOfPreset(preset, 2, ONCE, '2026-11-25').flatMap(({ code, document: { moneyOff } }) =>
        moneyOff === undefined ? [] : [[code, moneyOff.kind]],
      );
    expect(moneyOffOf('points-4')).toEqual([['SECOND_AT_HALF', 'EVERY_NTH']]);
    expect(moneyOffOf('hybrid-5')).toEqual([
      ['HAPPY_HOURS', 'SHARE'],
      ['SECOND_AT_HALF', 'EVERY_NTH'],
    ]);
  });

  it.each(['points-4', 'hybrid-5'] as const)('may be started as they are with %s', (preset) => {
    const names = {
      program: PRESETS[preset],
      rewardCodes: new Set<string>(),
      segmentCodes: new Set<string>(),
      restaurantIds: new Set<string>(),
      pointOfSaleIds: new Set<string>(),
    };
    for (const { document } of campaignsOfPreset(preset, 2, ONCE, '2026-11-25'))
      expect([...campaignMistakes(document, names)]).toEqual([]);
  });

  it('tell of the points that the programme pays for a friend', () => {
    const { referral } = PRESETS['points-4'].activities;
    const text = campaignsOfPreset('points-4', 2, ONCE, '2026-11-25').find(({ code }) => code === 'REFER_A_FRIEND')
      ?.document.announcement?.['en']?.text;
    expect(text).toContain(`${String(referral?.referrerPoints)} points for you`);
    expect(text).toContain(`${String(referral?.friendPoints)} points for your friend`);
  });
});
