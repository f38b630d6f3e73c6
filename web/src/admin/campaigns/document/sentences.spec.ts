import { documentOf } from './campaign-document.rules';
import { campaignOfTemplate } from './campaign-templates.rules';
import { type CampaignTerms, sentencesOf } from './sentences.rules';

const blank = documentOf(campaignOfTemplate('BLANK', { name: {}, announcement: {} }, '2026-12-05T00:00', 'RUB'));

/** Shows each sentence as its key with its arguments. */
function said(change: Partial<CampaignTerms>, conditions?: string): string[] {
  const document: CampaignTerms = { ...blank, budgets: [], control: null, announcement: null, ...change };
  return sentencesOf(document, conditions, {
    t: ((key: string, given?: object) => [key, ...Object.values(given ?? {})].join(' ')) as never,
    format: { number: String, money: (amount) => `₽${String(amount)}`, day: (day) => day, list: (of) => of.join('|') },
    spoken: ({ en = '' }) => en,
    segmentName: (code) => `segment ${code}`,
    restaurantName: (id) => `place ${id}`,
  }).map((sentence) => sentence.replace('campaigns.say.', ''));
}

const moneyOff: NonNullable<CampaignTerms['moneyOff']> = { kind: 'SHARE_OFF', ratePpm: 100_000 } as never;
const caps = { perSale: 500, perDay: null, perWeek: 700, perGuest: 3, uses: 9 } as never;

describe('A campaign in sentences', () => {
  it('begins with its guests and places by name, and ends with what they are told', () => {
    const sentences = said({
      audience: { ...blank.audience, segments: ['vip'], tiers: ['gold'] },
      join: 'JOINED',
      where: { ...blank.where, restaurantIds: ['a', 'b'] },
    });
    expect(sentences.slice(0, 3)).toEqual(['audience segment vip|gold', 'joined', 'where place a|place b']);
    expect(sentences.at(-1)).toBe('silent');
    expect(said({})[0]).toBe('everybody');
  });

  it('names the caps of money off as sums, and those of points as times a guest', () => {
    expect(said({ caps, moneyOff, offer: null })).toEqual(
      expect.arrayContaining(['off.perSale ₽500', 'off.perWeek ₽700', 'off.perGuest ₽3', 'uses 9']),
    );
    const ofPoints = said({ caps });
    expect(ofPoints).toEqual(expect.arrayContaining(['perGuest 3', 'uses 9']));
    expect(ofPoints.filter((sentence) => sentence.startsWith('off.'))).toEqual([]);
  });

  it('says what happens beyond a budget only where the campaign gives something itself', () => {
    const budgets = [{ unit: 'MONEY', restaurantId: 'a', limit: 5 }] as const;
    const short = `short.${blank.onShortBudget}`;
    expect(said({ budgets: [...budgets], moneyOff, offer: null })).toEqual(
      expect.arrayContaining([expect.stringContaining('place a'), expect.stringContaining('budget.OFF ₽5'), short]),
    );
    expect(said({ budgets: [...budgets], offer: null })).not.toContain(short);
  });

  it('names the share of a variant that differs in nothing', () => {
    const variants = [{ id: 'B', sharePpm: 250_000, offer: null, announcement: null }] as const;
    expect(said({ variants: [...variants] }).some((sentence) => /^variant B 25 .*sameAsAll$/.test(sentence))).toBe(
      true,
    );
  });

  it('repeats the conditions, if their words are known', () => {
    expect(said({}, 'sum > 5')).toContain('conditions sum > 5');
    expect(said({}).filter((sentence) => sentence.startsWith('conditions'))).toEqual([]);
  });
});
