import { lineOf, saleOf, DAY, NOON } from '../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../test/support/decision/campaigns';
import { programOf, tierOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { type CampaignDocument, type Line, minorUnits, partsPerMillion, points } from '..';

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

describe('parts of one combo of the till', () => {
  const program = programOf({ expiry: { kind: 'NEVER' }, tiers: [tierOf('BASE')] });
  const offBy = (moneyOff: NonNullable<CampaignDocument['moneyOff']>, lines: readonly Line[]) => {
    const document = campaignOf({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff });
    const story = new Story(program, undefined, undefined, { campaigns: runningOf({ PIECES: document }) });
    const amount = lines.reduce((sum, { total }) => sum + total, 0);
    const { amounts, lines: divided } = story.done(saleOf(amount, { lines }), 'sale');
    return [amounts.discount, divided.map(({ discount }) => discount)];
  };
  const burger = lineOf(300, { sku: 'burger', combo: 'lunch' });
  const fries = lineOf(100, { sku: 'fries', combo: 'lunch' });
  const cola = lineOf(200, { sku: 'cola' });
  const half = partsPerMillion(500_000);

  it('are one piece for the cheapest of several', () => {
    const cheapest = { kind: 'CHEAPEST', of: 3, ratePpm: half } as const;
    expect(offBy(cheapest, [burger, fries, cola])).toEqual([0, [0, 0, 0]]);
    expect(offBy(cheapest, [burger, fries, cola, cola])).toEqual([100, [0, 0, 0, 100]]);
    expect(offBy({ ...cheapest, of: 2 }, [burger, fries, lineOf(500)])).toEqual([200, [150, 50, 0]]);
  });

  it('are one piece for every n-th piece, at the price of all of them', () => {
    const second = { kind: 'EVERY_NTH', every: 2, times: null, ratePpm: half } as const;
    expect(offBy(second, [burger, fries])).toEqual([0, [0, 0]]);
    expect(offBy(second, [fries, cola, burger])).toEqual([100, [0, 100, 0]]);
    const two = [burger, fries].map((line) => ({ ...line, quantityMilli: 2_000, total: minorUnits(line.total * 2) }));
    expect(offBy(second, two)).toEqual([200, [150, 50]]);
  });

  it('are one piece of a set, and other combos are others', () => {
    const all = { skus: [], categories: [], pieces: 2 };
    const set = {
      kind: 'COMBO',
      price: minorUnits(500),
      times: 1,
      parts: [{ ...all, skus: ['burger', 'fries'] }],
    } as const;
    expect(offBy(set, [burger, fries])).toEqual([0, [0, 0]]);
    const dinner = [burger, fries].map((line) => ({ ...line, combo: 'dinner' }));
    expect(offBy(set, [burger, fries, ...dinner])).toEqual([300, [113, 37, 113, 37]]);
  });
});
