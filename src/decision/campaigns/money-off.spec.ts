import { lineOf, saleOf, DAY, NOON } from '../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../test/support/decision/campaigns';
import { programOf, tierOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { type CampaignDocument, minorUnits, points } from '..';

const NO_CAPS = { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: null };

function lifeWith(caps: Partial<NonNullable<CampaignDocument['caps']>>): Story {
  const moneyOff = { kind: 'AMOUNT', amount: minorUnits(500) } as const;
  const document = campaignOf({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff, caps: { ...NO_CAPS, ...caps } });
  const program = programOf({ expiry: { kind: 'NEVER' }, tiers: [tierOf('BASE')] });
  return new Story(program, undefined, undefined, { campaigns: runningOf({ HALF: document }) });
}

function takenOff(story: Story, name: string): number {
  return story.done(saleOf(1_000, { lines: [lineOf(600), lineOf(400)] }), name).amounts.discount;
}

describe('limits of money off', () => {
  it('hold for a check, a day, a week and a guest in minor units, and a refund frees them', () => {
    const story = lifeWith({
      perSale: points(400),
      perDay: points(600),
      perWeek: points(900),
      perGuest: points(1_500),
    });
    expect([takenOff(story, 'first'), takenOff(story, 'second'), takenOff(story, 'third')]).toEqual([400, 200, 0]);
    // 1 March 2026 is a Sunday: a week begins with the next day.
    story.at(NOON + DAY);
    expect([takenOff(story, 'fourth'), takenOff(story, 'fifth')]).toEqual([400, 200]);
    story.at(NOON + 2 * DAY);
    expect([takenOff(story, 'sixth'), takenOff(story, 'seventh')]).toEqual([300, 0]);
    story.refund('first');
    story.refund('fourth');
    expect(takenOff(story, 'eighth')).toBe(300);
    expect(story.rows.at(-1)?.decision.trace).toContainEqual(
      expect.objectContaining({ rule: 'campaign.HALF.discountCap' }),
    );
  });

  it('hold for the number of checks of a guest, and only the refund of a whole check gives its use back', () => {
    const story = lifeWith({ uses: 1 });
    expect([takenOff(story, 'first'), takenOff(story, 'second')]).toEqual([500, 0]);
    story.refund('first', { kind: 'AMOUNT', amount: minorUnits(600) });
    expect(takenOff(story, 'third')).toBe(0);
    story.refund('first');
    expect(takenOff(story, 'fourth')).toBe(500);
  });
});
